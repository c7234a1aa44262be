package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request's choice of version for an agent. {@link InstrumentationCatalog#check} returns its result.
 *
 * <pre>{@code
 * catalog.check(Selection.create("python", "3.11.4").withInstrumentationVersion("0.4.0"));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class Selection {
    /** The operation on the agent. Constants may be added: a {@code switch} over them needs a default branch. */
    public enum Operation {
        /** A new agent. */
        CREATE,
        /** New build parameters for an agent. */
        UPDATE,
        /**
         * The same build again, or a deployment to the next environment. Without a version in the request, the stored version is checked
         * leniently: if it is not valid any more, the agent keeps the image that it was created with.
         */
        REDEPLOY
    }

    /** The language that instrumentation images exist for. */
    public static final String PYTHON = "python";

    private final Operation operation;
    private final String language;
    private final String languageVersion;
    private final @Nullable String instrumentationVersion;
    private final boolean autoInstrumentation;
    private final @Nullable String pinnedVersion;

    private Selection(
            Operation operation,
            String language,
            String languageVersion,
            @Nullable String instrumentationVersion,
            boolean autoInstrumentation,
            @Nullable String pinnedVersion) {
        requireNonNull(operation, "operation");
        requireNonNull(language, "language");
        requireNonNull(languageVersion, "languageVersion");
        this.operation = operation;
        this.language = language;
        this.languageVersion = languageVersion;
        this.instrumentationVersion = instrumentationVersion;
        this.autoInstrumentation = autoInstrumentation;
        this.pinnedVersion = pinnedVersion;
    }

    /** Returns the operation on the agent. */
    public Operation operation() {
        return operation;
    }

    /** Returns the language of the build; only exactly {@code python} gets an instrumentation image. */
    public String language() {
        return language;
    }

    /**
     * Returns the version of the language as the request gives it, normalized as in {@link PythonMinor#normalize}; empty if it gives none.
     */
    public String languageVersion() {
        return languageVersion;
    }

    /** Returns the version that the request names, or null if it leaves the choice to the platform. */
    public @Nullable String instrumentationVersion() {
        return instrumentationVersion;
    }

    /** Returns whether the platform instruments the agent: the value of the request, else the stored value, else true. */
    public boolean autoInstrumentation() {
        return autoInstrumentation;
    }

    /** Returns the version stored with the agent, or null for the platform's default; ignored on create. */
    public @Nullable String pinnedVersion() {
        return pinnedVersion;
    }

    /** Shows everything on one line; invisible characters are escaped. */
    @Override
    public String toString() {
        return Quoted.onOneLine("Selection[operation=" + operation + ", language=" + language + ", languageVersion="
                + languageVersion
                + ", instrumentationVersion=" + instrumentationVersion + ", autoInstrumentation=" + autoInstrumentation
                + ", pinnedVersion=" + pinnedVersion + "]");
    }

    /** Returns the selection for a new agent, automatically instrumented, that names no version. */
    public static Selection create(String language, String languageVersion) {
        return new Selection(Operation.CREATE, language, languageVersion, null, true, null);
    }

    /** Returns the selection for new build parameters that name no version. */
    public static Selection update(String language, String languageVersion, @Nullable String pinnedVersion) {
        return new Selection(Operation.UPDATE, language, languageVersion, null, true, pinnedVersion);
    }

    /** Returns the selection for the same build again. */
    public static Selection redeploy(String language, String languageVersion, @Nullable String pinnedVersion) {
        return new Selection(Operation.REDEPLOY, language, languageVersion, null, true, pinnedVersion);
    }

    /** Returns the same selection naming a version, or naming none. */
    public Selection withInstrumentationVersion(@Nullable String version) {
        return new Selection(operation, language, languageVersion, version, autoInstrumentation, pinnedVersion);
    }

    /** Returns the same selection with automatic instrumentation on or off. */
    public Selection withAutoInstrumentation(boolean on) {
        return new Selection(operation, language, languageVersion, instrumentationVersion, on, pinnedVersion);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Selection that
                && operation.equals(that.operation)
                && language.equals(that.language)
                && languageVersion.equals(that.languageVersion)
                && Objects.equals(instrumentationVersion, that.instrumentationVersion)
                && autoInstrumentation == that.autoInstrumentation
                && Objects.equals(pinnedVersion, that.pinnedVersion);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                operation, language, languageVersion, instrumentationVersion, autoInstrumentation, pinnedVersion);
    }
}
