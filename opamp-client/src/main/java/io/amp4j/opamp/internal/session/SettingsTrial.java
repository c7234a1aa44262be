package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionSettings;
import org.jspecify.annotations.Nullable;

/**
 * The trial of accepted OpAMP settings: they are saved, reported to the present server, tried by connecting, and in use once a server has
 * answered with a valid message. If none does within a number of attempts and a time, the settings that worked last are used again. Those
 * are dropped only when others have worked, so that there always are working settings.
 *
 * <p>The settings that the program began with are tried in the same way when credentials that had worked are refused, if that is allowed.
 */
final class SettingsTrial {

    /** The consequence of a failure for the settings. */
    enum Verdict {
        /** The same settings are tried again. */
        GO_ON,
        /** The trial has failed; the settings that worked last are used again. */
        ROLL_BACK,
        /** The program's original settings are tried now. */
        TRY_BOOTSTRAP
    }

    private enum Step {
        NONE,
        /** Waits until the candidate is saved. */
        SAVING,
        /** Waits until the status has been reported to the server. */
        ANNOUNCING,
        /** Connects with the candidate, until there is an answer. */
        TRYING
    }

    private static final String NO_ANSWER = "no server answered";

    private final SessionConfig config;
    private final Effects effects;
    private final Connections connections;
    private final StateSaver stateSaver;
    private final Heartbeat heartbeat;
    private Step step = Step.NONE;
    private boolean bootstrap;
    private String problems = "";
    private String lastFailure = NO_ANSWER;
    private int attempts;
    private int refusals;
    private long deadline = Nanos.NEVER;

    SettingsTrial(Core core, Connections connections, StateSaver stateSaver) {
        this.config = core.config;
        this.effects = core.effects;
        this.heartbeat = core.heartbeat;
        this.connections = connections;
        this.stateSaver = stateSaver;
        if (connections.candidate() != null) {
            // An earlier process ended before the trial was decided.
            step = Step.TRYING;
        }
    }

    /** Returns the settings to connect with, which override those of the program. */
    ConnectionSettings settings() {
        ConnectionSettings candidate = connections.candidate();
        if (step != Step.TRYING) {
            return connections.current();
        }
        return bootstrap || candidate == null ? ConnectionSettings.NONE : candidate;
    }

    /** Returns whether {@code other} settings lead to the same server as those to connect with. */
    boolean isSameServer(ConnectionSettings other) {
        return endpoint(other).equals(endpoint(settings()));
    }

    private String endpoint(ConnectionSettings settings) {
        return settings.endpoint().isEmpty() ? config.endpoint() : settings.endpoint();
    }

    boolean isTrying() {
        return step == Step.TRYING;
    }

    /** Starts a trial of accepted settings; {@code failedParts} of the same offer is reported with them. */
    void begin(ConnectionSettings candidate, String failedParts) {
        step = Step.SAVING;
        bootstrap = false;
        deadline = Nanos.NEVER;
        problems = failedParts;
        connections.candidate(candidate);
        stateSaver.changed();
    }

    /** Called when a newer offer replaces the candidate, unless that is being tried already. */
    void replaced() {
        if (step == Step.SAVING || step == Step.ANNOUNCING) {
            step = Step.NONE;
            deadline = Nanos.NEVER;
            connections.candidate(null);
        }
    }

    void persisted(@Nullable ClientState state, boolean saved, long now) {
        ConnectionSettings candidate = connections.candidate();
        if (step != Step.SAVING
                || candidate == null
                || state == null
                || !candidate.equals(state.connections().candidate().orElse(null))) {
            return;
        }
        if (saved) {
            step = Step.ANNOUNCING;
            deadline = Nanos.after(now, Nanos.of(config.closeTimeout()));
        } else {
            step = Step.NONE;
            connections.candidate(null);
            connections.settled(
                    candidate.hash(), withProblems("the settings could not be saved, so they were not tried"));
            stateSaver.changed();
        }
    }

    /** Returns whether to disconnect from the server now; {@code told} says whether the status has been reported to it. */
    boolean isReadyToSwitch(boolean told, long now) {
        return step == Step.ANNOUNCING && (told || now >= deadline);
    }

    /**
     * Called when the connection to the previous server is closed: the candidate is next. Returns false if there is no candidate any more.
     */
    boolean start() {
        if (step != Step.ANNOUNCING) {
            return false;
        }
        step = Step.TRYING;
        begun();
        return true;
    }

    private void begun() {
        attempts = 0;
        lastFailure = NO_ANSWER;
        deadline = Nanos.NEVER;
    }

    /** Called when the client connects. */
    void connecting(long now) {
        if (step == Step.TRYING && deadline == Nanos.NEVER) {
            deadline = Nanos.after(now, Nanos.of(config.trialTimeout()));
        }
    }

    /** Returns whether the candidate's time is over. */
    boolean isOverdue(long now) {
        return step == Step.TRYING && now >= deadline;
    }

    /** Returns the next deadline if no other event occurs. */
    long nextDeadline() {
        return deadline;
    }

    /** Called when an attempt, an exchange or a connection failed. */
    Verdict failed(ConnectionFailure failure) {
        if (step == Step.TRYING) {
            lastFailure = failure.message();
            attempts++;
            return attempts >= config.trialAttempts() ? Verdict.ROLL_BACK : Verdict.GO_ON;
        }
        refusals = failure.isAuthentication() ? refusals + 1 : 0;
        boolean tries = config.bootstrapAfter() > 0
                && refusals >= config.bootstrapAfter()
                && step == Step.NONE
                && !connections.current().equals(ConnectionSettings.NONE);
        if (!tries) {
            return Verdict.GO_ON;
        }
        step = Step.TRYING;
        bootstrap = true;
        begun();
        effects.warn("the server has refused the credentials that it once offered " + refusals
                + " times; the agent tries the settings that it began with");
        return Verdict.TRY_BOOTSTRAP;
    }

    /** Called when the candidate has failed. */
    void rollBack() {
        ConnectionSettings candidate = connections.candidate();
        step = Step.NONE;
        deadline = Nanos.NEVER;
        refusals = 0;
        if (bootstrap || candidate == null) {
            bootstrap = false;
            return;
        }
        connections.candidate(null);
        String why = "the offered settings did not work, and the agent uses those before again: " + lastFailure;
        connections.settled(candidate.hash(), withProblems(why));
        stateSaver.changed();
        effects.warn(why);
    }

    private String withProblems(String why) {
        return problems.isEmpty() ? why : why + "; " + problems;
    }

    /** Called when a server has answered with a valid message. Returns whether that decides a trial. */
    boolean answered() {
        refusals = 0;
        if (step != Step.TRYING) {
            return false;
        }
        step = Step.NONE;
        deadline = Nanos.NEVER;
        ConnectionSettings candidate = connections.candidate();
        if (bootstrap || candidate == null) {
            bootstrap = false;
            connections.settled(
                    connections.current().hash(),
                    "the server refused the credentials of these settings, and the agent uses those again that it began"
                            + " with");
            connections.use(ConnectionSettings.NONE);
        } else {
            connections.use(candidate);
            connections.settled(candidate.hash(), problems);
            candidate.heartbeatInterval().ifPresent(interval -> heartbeat.offered(Nanos.of(interval)));
        }
        stateSaver.changed();
        return true;
    }
}
