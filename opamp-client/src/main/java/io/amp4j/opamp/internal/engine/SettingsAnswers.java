package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.ConnectionSettingsOutcome;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.TelemetryDestination;
import io.amp4j.opamp.TelemetryDestination.Signal;
import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.session.Event.SettingsAnswer;
import io.amp4j.opamp.internal.session.SettingsQuestion;
import io.amp4j.opamp.internal.text.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which offered connection settings are accepted: first all of them are checked, then the callbacks are called for one after the
 * other.
 */
final class SettingsAnswers {

    private static final SafeLogger LOGGER = SafeLogger.of(SettingsAnswers.class);

    private final OpampCallbacks callbacks;
    private final OpampClient client;
    private final OfferedSettings offers;
    private final Supplier<Instant> wallTime;
    private final boolean asksForOpamp;

    SettingsAnswers(OpampCallbacks callbacks, OpampClient client, OfferedSettings offers, Supplier<Instant> wallTime) {
        this.callbacks = callbacks;
        this.client = client;
        this.offers = offers;
        this.wallTime = wallTime;
        this.asksForOpamp = Overrides.has(callbacks, "onConnectionSettings");
    }

    /** Runs on the lane of the callbacks. One invalid part causes the whole offer to be refused. */
    SettingsAnswer answer(SettingsQuestion question) {
        List<String> problems;
        try {
            problems = offers.problems(question, wallTime.get());
        } catch (Throwable e) {
            LOGGER.warning("offered connection settings could not be checked", e);
            problems =
                    List.of("the settings could not be checked: " + e.getClass().getSimpleName());
        }
        return problems.isEmpty() ? asked(question) : new SettingsAnswer(false, Map.of(), Map.of(), problems);
    }

    /** Calls the callbacks for destinations that an earlier process accepted. */
    void restored(SettingsQuestion accepted) {
        SettingsAnswer answer = asked(accepted);
        answer.problems().forEach(problem -> LOGGER.warning("a stored connection is not used: " + problem));
    }

    private SettingsAnswer asked(SettingsQuestion question) {
        List<String> problems = new ArrayList<>();
        ConnectionSettings opamp = question.opamp();
        if (opamp != null && asksForOpamp) {
            isTaken("onConnectionSettings", "opamp", () -> callbacks.onConnectionSettings(client, opamp), problems);
            if (!problems.isEmpty()) {
                // The rest may not make sense without it.
                return new SettingsAnswer(false, Map.of(), Map.of(), problems);
            }
        }
        Map<Signal, ConnectionSettings> telemetry = new EnumMap<>(Signal.class);
        question.telemetry().forEach((signal, settings) -> {
            TelemetryDestination destination = TelemetryDestination.of(signal, settings);
            String name = "own_" + signal.name().toLowerCase(Locale.ROOT);
            if (isTaken("onOwnTelemetry", name, () -> callbacks.onOwnTelemetry(client, destination), problems)) {
                telemetry.put(signal, settings);
            }
        });
        Map<String, ConnectionSettings> others = new LinkedHashMap<>();
        question.others().forEach((name, settings) -> {
            if (isTaken(
                    "onOtherConnection",
                    "connection '" + Printable.text(name, 100) + "'",
                    () -> callbacks.onOtherConnection(client, name, settings),
                    problems)) {
                others.put(name, settings);
            }
        });
        return new SettingsAnswer(opamp != null, telemetry, others, problems);
    }

    /** Calls the callback, and returns whether the settings are accepted. */
    private static boolean isTaken(
            String method, String part, Supplier<@Nullable ConnectionSettingsOutcome> callback, List<String> problems) {
        String problem;
        try {
            ConnectionSettingsOutcome outcome = callback.get();
            problem = outcome == null
                    ? "no outcome was returned"
                    : outcome.refusal().orElse(null);
        } catch (Throwable e) {
            LOGGER.warning(method + " failed", e);
            problem = InternalFailure.message(e);
        }
        if (problem != null) {
            problems.add(part + ": " + problem);
        }
        return problem == null;
    }
}
