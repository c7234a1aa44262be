package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.session.Event;
import io.amp4j.opamp.internal.session.Event.Answer;
import io.amp4j.opamp.internal.text.Printable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes remote configurations to the callbacks of one agent, one after another, and reports the outcome of each to the session. With a
 * {@link ConfigTrial}, it watches the agent after a configuration was applied, and rolls back if necessary. Used on the agent's lane.
 */
final class ConfigApplier {

    private static final SafeLogger LOGGER = SafeLogger.of(ConfigApplier.class);

    private final ConfigScreen screen;
    private final Executor lane;
    private final Consumer<Event> answers;
    private final EffectiveConfigReader effectiveConfig;
    private final @Nullable ConfigTrial trial;
    private long newest = -1;
    /** Whether the agent runs with a configuration that was not found good and is no longer watched. */
    private boolean isUnproven;
    /** Whether the callbacks are still applying a configuration that was not found good yet. */
    private boolean isApplyingAnother;

    ConfigApplier(
            ConfigScreen screen,
            Executor lane,
            Consumer<Event> answers,
            EffectiveConfigReader effectiveConfig,
            @Nullable ConfigTrial trial) {
        this.screen = screen;
        this.lane = lane;
        this.answers = answers;
        this.effectiveConfig = effectiveConfig;
        this.trial = trial;
    }

    void offered(long generation, RemoteConfig config, @Nullable RemoteConfig lastGood) {
        newest = generation;
        if (trial != null && (trial.stop() || isApplyingAnother)) {
            isUnproven = true;
        }
        isApplyingAnother = !config.equals(lastGood);
        apply(config, generation, (outcome, error) -> {
            isApplyingAnother = false;
            if (!isApplied(outcome, error)) {
                refused(generation, lastGood, outcome, error);
            } else if (trial != null && !config.equals(lastGood)) {
                watch(trial, generation, lastGood, outcome);
            } else {
                isUnproven = false;
                settle(generation, outcome, error);
            }
        });
    }

    private static boolean isApplied(@Nullable ConfigOutcome outcome, @Nullable Throwable error) {
        return error == null
                && (outcome instanceof ConfigOutcome.Applied || outcome instanceof ConfigOutcome.Unchanged);
    }

    /**
     * Passes a configuration to the callbacks; calls {@code settled} with the outcome on the lane, unless a newer configuration has
     * arrived.
     */
    private void apply(
            RemoteConfig config, long generation, BiConsumer<@Nullable ConfigOutcome, @Nullable Throwable> settled) {
        ConfigOutcome outcome;
        try {
            outcome = screen.pass(config);
        } catch (Throwable e) {
            LOGGER.warning("onRemoteConfig failed", e);
            outcome = ConfigOutcome.failed(describe(e));
        }
        if (outcome instanceof ConfigOutcome.Applying applying) {
            answers.accept(new Event.RemoteConfigAnswered(generation, Answer.APPLYING, null));
            applyLater(applying, generation, settled);
        } else {
            settled.accept(outcome, null);
        }
    }

    private void applyLater(
            ConfigOutcome.Applying applying,
            long generation,
            BiConsumer<@Nullable ConfigOutcome, @Nullable Throwable> settled) {
        try {
            applying.outcome()
                    .whenComplete((later, error) -> lane.execute(() -> {
                        if (generation == newest) {
                            settled.accept(later, error);
                        }
                    }));
        } catch (Throwable e) {
            // The stage need not be a future of the JDK, so it may throw.
            settled.accept(null, e);
        }
    }

    /**
     * The newest configuration was not applied. The one on trial before it is outdated, and was not found good, so the agent returns to the
     * last good one.
     */
    private void refused(
            long generation,
            @Nullable RemoteConfig lastGood,
            @Nullable ConfigOutcome outcome,
            @Nullable Throwable error) {
        if (isUnproven && lastGood != null) {
            isUnproven = false;
            apply(lastGood, generation, (back, backError) -> {
                if (!isApplied(back, backError)) {
                    LOGGER.warning("the last good configuration could not be applied again: "
                            + Printable.text(backError == null ? failure(back) : describe(backError)));
                }
                settle(generation, outcome, error);
            });
        } else {
            settle(generation, outcome, error);
        }
    }

    /** The agent runs with the configuration; it counts as applied only after the watch. */
    private void watch(
            ConfigTrial watched, long generation, @Nullable RemoteConfig lastGood, @Nullable ConfigOutcome outcome) {
        answers.accept(new Event.RemoteConfigAnswered(generation, Answer.APPLYING, effectiveOf(outcome)));
        watched.watch(problem -> {
            if (problem == null) {
                isUnproven = false;
                // The effective configuration of that time was reported; the agent may have reported another since.
                answers.accept(new Event.RemoteConfigAnswered(generation, Answer.APPLIED, effectiveConfig.read()));
            } else {
                rollBack(watched, generation, lastGood, problem + watched.details());
            }
        });
    }

    private void rollBack(ConfigTrial watched, long generation, @Nullable RemoteConfig lastGood, String problem) {
        if (lastGood == null) {
            failed(generation, "there is no earlier configuration to go back to; " + problem, null);
        } else if (!watched.mayRollBack()) {
            failed(generation, "not undone, as too many were within an hour; " + problem, null);
        } else {
            LOGGER.warning("the agent is not healthy with its new configuration and goes back to the last good one: "
                    + Printable.text(problem));
            apply(lastGood, generation, (outcome, error) -> {
                isUnproven = false;
                if (isApplied(outcome, error)) {
                    failed(generation, "went back to the last good configuration; " + problem, outcome);
                } else {
                    failed(
                            generation,
                            "the last good configuration could not be applied again ("
                                    + (error == null ? failure(outcome) : describe(error)) + "); " + problem,
                            null);
                }
            });
        }
    }

    private void failed(long generation, String reason, @Nullable ConfigOutcome running) {
        answers.accept(new Event.RemoteConfigAnswered(generation, Answer.failed(reason), effectiveOf(running)));
    }

    /** Returns the effective configuration of the outcome, or else that of the supplier, if there is one. */
    private @Nullable EffectiveConfig effectiveOf(@Nullable ConfigOutcome outcome) {
        return outcome instanceof ConfigOutcome.Applied applied
                ? applied.effective().map(effectiveConfig::redacted).orElseGet(effectiveConfig::read)
                : effectiveConfig.read();
    }

    private void settle(long generation, @Nullable ConfigOutcome outcome, @Nullable Throwable error) {
        Answer answer;
        EffectiveConfig effective = null;
        if (error != null) {
            answer = Answer.failed(describe(error));
            effective = effectiveConfig.read();
        } else if (outcome instanceof ConfigOutcome.Applied) {
            answer = Answer.APPLIED;
            effective = effectiveOf(outcome);
        } else if (outcome instanceof ConfigOutcome.Unchanged) {
            answer = Answer.APPLIED;
        } else if (outcome instanceof ConfigOutcome.Ignored) {
            answer = Answer.failed("ignored: this configuration is not for this agent");
        } else {
            answer = Answer.failed(failure(outcome));
            // A part of the configuration may have been applied.
            effective = effectiveConfig.read();
        }
        answers.accept(new Event.RemoteConfigAnswered(generation, answer, effective));
    }

    private static String failure(@Nullable ConfigOutcome outcome) {
        if (outcome instanceof ConfigOutcome.Failed failed) {
            return failed.reason();
        }
        return outcome == null ? "no outcome was returned" : "the outcome of applying(…) is applying(…) again";
    }

    /** Returns the text for the server about an exception: its message, which the user wrote, or else its class name. */
    private static String describe(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return InternalFailure.message(cause);
    }
}
