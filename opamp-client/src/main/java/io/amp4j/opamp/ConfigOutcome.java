package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What became of a remote configuration. The client reports it to the server with the right hash.
 *
 * @since 0.1.0
 */
public sealed interface ConfigOutcome {

    /** Returns: the agent runs with it. The effective configuration is read again from its supplier, if there is one. */
    static ConfigOutcome applied() {
        return new Applied(Optional.empty());
    }

    /** Returns: the agent runs with it, and this is its effective configuration now. Both go out in one message. */
    static ConfigOutcome applied(EffectiveConfig effective) {
        return new Applied(Optional.of(requireNonNull(effective, "effective")));
    }

    /**
     * Returns: the agent already ran like this, by everything that is in it, and nothing was done. The server is told that it is applied. Where
     * the agent did not take it up because it is meant for others, that would be untrue: see {@link #ignored()}.
     */
    static ConfigOutcome unchanged() {
        return Unchanged.INSTANCE;
    }

    /**
     * Returns: the configuration is not for this agent, which goes on as before. OpAMP has no status for that; the server is told that it
     * has failed, the one status that says the agent does not run with it, and that it was ignored. It is not offered again. The client does
     * not keep it, nor read the effective configuration again.
     */
    static ConfigOutcome ignored() {
        return Ignored.INSTANCE;
    }

    /**
     * Returns: the agent could not or would not apply it. The effective configuration is read again from its supplier, if there is one,
     * because a part of it may have been applied.
     *
     * @param reason what the server is told; not null, which the message of an exception may be
     */
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
     * @since 0.1.0
     */
    final class Applied implements ConfigOutcome {
        private final Optional<EffectiveConfig> effective;

        private Applied(Optional<EffectiveConfig> effective) {
            requireNonNull(effective, "effective");
            this.effective = effective;
        }

        /** Returns the effective configuration that came of it, if known here. */
        public Optional<EffectiveConfig> effective() {
            return effective;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Applied that && effective.equals(that.effective);
        }

        @Override
        public int hashCode() {
            return effective.hashCode();
        }

        @Override
        public String toString() {
            return "Applied[effective=" + effective + "]";
        }
    }

    /**
     * The agent already ran like this.
     *
     * @since 0.1.0
     */
    enum Unchanged implements ConfigOutcome {
        /** The only one. */
        INSTANCE
    }

    /**
     * The configuration is not for this agent.
     *
     * @since 0.1.0
     */
    enum Ignored implements ConfigOutcome {
        /** The only one. */
        INSTANCE
    }

    /**
     * The agent does not run with the configuration.
     *
     * @since 0.1.0
     */
    final class Failed implements ConfigOutcome {
        private final String reason;

        private Failed(String reason) {
            requireNonNull(reason, "reason");
            this.reason = reason;
        }

        /** Returns what a person at the server needs to know; without secrets. */
        public String reason() {
            return reason;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Failed that && reason.equals(that.reason);
        }

        @Override
        public int hashCode() {
            return reason.hashCode();
        }

        /** Counts the reason, which may quote the configuration. */
        @Override
        public String toString() {
            return "Failed[reason=" + Copies.length(reason) + "]";
        }
    }

    /**
     * The agent still works on it.
     *
     * @since 0.1.0
     */
    final class Applying implements ConfigOutcome {
        private final CompletionStage<ConfigOutcome> outcome;

        private Applying(CompletionStage<ConfigOutcome> outcome) {
            requireNonNull(outcome, "outcome");
            this.outcome = outcome;
        }

        /** Returns how it ends. */
        public CompletionStage<ConfigOutcome> outcome() {
            return outcome;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Applying that && outcome.equals(that.outcome);
        }

        @Override
        public int hashCode() {
            return outcome.hashCode();
        }

        /** Says whether the outcome is there, and leaves out what the stage says of itself. */
        @Override
        public String toString() {
            return "Applying[outcome " + (outcome instanceof Future<?> future && future.isDone() ? "known" : "open")
                    + "]";
        }
    }
}
