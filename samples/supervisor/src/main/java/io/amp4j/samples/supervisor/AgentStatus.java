package io.amp4j.samples.supervisor;

import io.amp4j.opamp.HealthProbe;
import java.util.Optional;

/**
 * How the agent is.
 *
 * @param process the process, if one runs
 * @param problem what is wrong if none runs although one should
 * @param crash how the agent ended by itself since it was configured, if it did
 */
record AgentStatus(Kind kind, Optional<AgentProcess> process, String problem, Optional<String> crash) {

    /** What the agent does, in the words that the server gets. */
    enum Kind {
        WAITING("waiting for a configuration"),
        RUNNING("running"),
        RESTARTING("restarting"),
        CRASH_LOOP("crash loop"),
        UNUSABLE("configuration cannot be used"),
        STOPPED("stopped");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** Returns the health that this and, for a process that runs, the check say. */
    HealthProbe.Answer health(HealthProbe check) throws Exception {
        if (kind == Kind.WAITING || kind == Kind.STOPPED) {
            return HealthProbe.Answer.healthy();
        }
        if (kind == Kind.RUNNING) {
            AgentProcess running = process.orElseThrow();
            return running.isAlive() ? check.probe() : HealthProbe.Answer.unhealthy("the agent " + running.end());
        }
        return HealthProbe.Answer.unhealthy(problem);
    }
}
