package io.amp4j.samples.supervisor;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the file of the supervisor says.
 *
 * @param hiddenVariables variables of the environment that are for the connection to the server, and that the agent does not get
 * @param secrets values that are shown nowhere
 */
record Settings(
        Server server,
        Agent agent,
        Config configuration,
        Health health,
        Restarts restarts,
        Log log,
        Path stateDirectory,
        Set<String> hiddenVariables,
        Secrets secrets) {

    /** The OpAMP server. */
    record Server(
            URI endpoint,
            Map<String, String> headers,
            Optional<Path> trustedCertificates,
            Optional<Path> clientCertificate,
            Optional<Path> clientKey,
            Duration heartbeat,
            boolean acceptsConfiguration,
            boolean acceptsRestart) {}

    /** The program that is run. */
    record Agent(
            String name,
            String version,
            Map<String, String> attributes,
            List<String> command,
            Map<String, String> environment,
            Path workingDirectory,
            Duration stopTimeout) {

        /** Whether the program cannot run without a configuration file. */
        boolean needsConfig() {
            return command.stream().anyMatch(word -> word.contains(CONFIG))
                    || environment.values().stream().anyMatch(value -> value.contains(CONFIG));
        }
    }

    /** The placeholder for the path of the configuration file in commands and in the agent's environment. */
    static final String CONFIG = "${config}";

    /** How the configuration of the agent is put together, and how the agent takes it up. */
    record Config(
            Format format,
            List<Path> layers,
            boolean substitute,
            List<List<String>> protectedPaths,
            boolean report,
            Optional<Command> validate,
            Optional<String> reloadSignal,
            boolean emptyStops) {}

    /** A command of the operator's. */
    record Command(List<String> words, Duration timeout) {}

    /** How it is found out whether the agent is healthy; by the process alone if none of the three is there. */
    record Health(
            Optional<URI> http,
            Optional<Integer> port,
            Optional<List<String>> command,
            Duration timeout,
            Duration interval,
            Duration window,
            int rollBacksPerHour) {}

    /** When an agent that ended is started again. */
    record Restarts(Duration firstWait, Duration longestWait, int crashes, Duration pause) {}

    /** Where the output of the agent goes: to a file, or to the output of the supervisor. */
    record Log(Optional<Path> file, long maxSize, int files) {}

    /** The format of the configuration. */
    enum Format {
        YAML,
        JSON,
        TEXT
    }
}
