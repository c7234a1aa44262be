package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a request chooses for an agent. {@link InstrumentationCatalog#check} says what becomes of it.
 *
 * <pre>{@code
 * catalog.check(Selection.create("python", "3.11.4").withInstrumentationVersion("0.4.0"));
 * }</pre>
 *
 * @param operation what is about to happen to the agent
 * @param language the language of the build; only exactly {@code python} gets an instrumentation image
 * @param languageVersion as the request gives it, normalized as in {@link PythonMinor#normalize}; empty when it gives none
 * @param instrumentationVersion the version that the request names, or null when it leaves the choice to the platform
 * @param autoInstrumentation whether the platform instruments the agent: what the request says, else what is stored, else true
 * @param pinnedVersion the version stored with the agent, or null for the platform's default; of no meaning on create
 */
public record Selection(
        Operation operation,
        String language,
        String languageVersion,
        @Nullable String instrumentationVersion,
        boolean autoInstrumentation,
        @Nullable String pinnedVersion) {
    /** What is about to happen to the agent. */
    public enum Operation {
        /** A new agent. */
        CREATE,
        /** New build parameters for an agent. */
        UPDATE,
        /**
         * The same build again, or the next environment. Without a version in the request the stored one is lenient: whatever is
         * wrong with it, the agent keeps the image that it was created with.
         */
        REDEPLOY
    }

    /** The language that instrumentation images exist for. */
    public static final String PYTHON = "python";

    /** Refuses null where a value is needed. */
    public Selection {
        requireNonNull(operation, "operation");
        requireNonNull(language, "language");
        requireNonNull(languageVersion, "languageVersion");
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
}
