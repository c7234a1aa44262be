package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What became of a remote configuration. The client reports it to the server with the right hash. */
public sealed interface ConfigOutcome {

    /** Returns: the agent runs with it. The effective configuration is read again from its supplier, if there is one. */
    static ConfigOutcome applied() {
        return new Applied(Optional.empty());
    }

    /** Returns: the agent runs with it, and this is its effective configuration now. Both go out in one message. */
    static ConfigOutcome applied(EffectiveConfig effective) {
        return new Applied(Optional.of(effective));
    }

    /** Returns: the agent already ran like this and nothing was done. The server is told that it is applied. */
    static ConfigOutcome unchanged() {
        return Unchanged.INSTANCE;
    }

    /** Returns: the agent could not or would not apply it. */
    static ConfigOutcome failed(String reason) {
        return new Failed(reason);
    }

    /**
     * Returns: the work goes on. The server is told so at once, and of the outcome when {@code outcome} completes; if that fails, or
     * completes with another {@code Applying}, the configuration has failed. A newer configuration makes the outcome of no interest.
     */
    static ConfigOutcome applying(CompletionStage<ConfigOutcome> outcome) {
        return new Applying(outcome);
    }

    /**
     * The agent runs with the configuration.
     *
     * @param effective the effective configuration that came of it, if known here
     */
    record Applied(Optional<EffectiveConfig> effective) implements ConfigOutcome {
        public Applied {
            requireNonNull(effective, "effective");
        }
    }

    /** The agent already ran like this. */
    enum Unchanged implements ConfigOutcome {
        /** The only one. */
        INSTANCE
    }

    /**
     * The agent does not run with the configuration.
     *
     * @param reason what a person at the server needs to know; without secrets
     */
    record Failed(String reason) implements ConfigOutcome {
        public Failed {
            requireNonNull(reason, "reason");
        }
    }

    /**
     * The agent still works on it.
     *
     * @param outcome how it ends
     */
    record Applying(CompletionStage<ConfigOutcome> outcome) implements ConfigOutcome {
        public Applying {
            requireNonNull(outcome, "outcome");
        }
    }
}
