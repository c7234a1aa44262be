package io.amp4j.catalog.internal.rule;

import java.util.List;

/** Every rule, in the order in which problems at one place are told. */
public final class Rules {
    /** All rules. */
    public static final List<Rule> ALL = List.of(
            new UnknownTopLevelKey(),
            new NoCatalogSection(),
            new WrongType(),
            new DuplicateKey(),
            new MissingField(),
            new UnknownKey(),
            new BlankValue(),
            new PaddedValue(),
            new UnquotedNumber(),
            new NumberForText(),
            new VersionGrammar(),
            new VersionNotATag(),
            new TraceloopSdkGrammar(),
            new PythonNotBareMinor(),
            new DuplicatePython(),
            new ImageRepositoryGrammar(),
            new DuplicateVersion(),
            new VersionInSeveralExtensions(),
            new OverrideDropsPython(),
            new OverrideDropsTraceloopSdk(),
            new OverrideChangesNothing(),
            new DefaultBlank(),
            new DefaultNotInSet(),
            new DefaultWithoutPlatformPython(),
            new EntryOutsidePlatform());

    private Rules() {}
}
