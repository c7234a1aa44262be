package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of applying a remote configuration. The client reports it to the server with the right hash.
 *
 * @since 0.1.0
 */
public sealed interface ConfigOutcome {

    /**
     * Returns an outcome that says: the agent runs with the configuration. The client reads the effective configuration again from its
     * supplier, if there is one.
     */
    static ConfigOutcome applied() {
        return new Applied(Optional.empty());
    }

    /**
     * Returns an outcome that says: the agent runs with the configuration, and {@code effective} is its effective configuration now. The
     * client reports both in one message.
     */
    static ConfigOutcome applied(EffectiveConfig effective) {
        return new Applied(Optional.of(requireNonNull(effective, "effective")));
    }

    /**
     * Returns an outcome that says: the agent already ran with everything that is in the configuration, so it did nothing. The client
     * reports the configuration as applied. If the agent did not apply it because it is meant for other agents, return {@link #ignored()}
     * instead.
     */
    static ConfigOutcome unchanged() {
        return Unchanged.INSTANCE;
    }

    /**
     * Returns an outcome that says: the configuration is not for this agent, which runs as before. OpAMP has no status for that, so the
     * client reports it as failed, the only status that means the agent does not run with it, with a message that says it was ignored. The
     * configuration is not offered again. The client does not store it and does not read the effective configuration again.
     */
    static ConfigOutcome ignored() {
        return Ignored.INSTANCE;
    }

    /**
     * Returns an outcome that says: the agent could not or would not apply the configuration. The client reads the effective configuration
     * again from its supplier, if there is one, because a part of the configuration may have been applied.
     *
     * @param reason the message for the server; must not be null (note that the message of an exception can be null)
     */
    static ConfigOutcome failed(String reason) {
        return new Failed(reason);
    }

    /**
     * Returns an outcome that says: the agent is still applying the configuration. The client reports that at once, and the final outcome
     * when {@code outcome} completes; if {@code outcome} completes exceptionally, or with another {@code Applying}, the configuration has
     * failed. Once the server offers a newer configuration, {@code outcome} is ignored.
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

        /** Returns the resulting effective configuration, if the agent has given it. */
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
     * The agent already ran with everything in the configuration.
     *
     * @since 0.1.0
     */
    enum Unchanged implements ConfigOutcome {
        /** The only instance. */
        INSTANCE
    }

    /**
     * The configuration is not for this agent.
     *
     * @since 0.1.0
     */
    enum Ignored implements ConfigOutcome {
        /** The only instance. */
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

        /** Returns a message for the server's operators; it must hold no secrets. */
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

        /** Shows only the length of the reason, which may quote the configuration. */
        @Override
        public String toString() {
            return "Failed[reason=" + Copies.length(reason) + "]";
        }
    }

    /**
     * The agent is still applying the configuration.
     *
     * @since 0.1.0
     */
    final class Applying implements ConfigOutcome {
        private final CompletionStage<ConfigOutcome> outcome;

        private Applying(CompletionStage<ConfigOutcome> outcome) {
            requireNonNull(outcome, "outcome");
            this.outcome = outcome;
        }

        /** Returns the future final outcome. */
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

        /** Shows whether the outcome is known; leaves out the text of the stage. */
        @Override
        public String toString() {
            return "Applying[outcome " + (outcome instanceof Future<?> future && future.isDone() ? "known" : "open")
                    + "]";
        }
    }
}
