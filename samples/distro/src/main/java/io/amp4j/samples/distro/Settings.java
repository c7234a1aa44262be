package io.amp4j.samples.distro;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the distribution is set up, by the environment or by system properties.
 *
 * @param endpoint the OpAMP server
 * @param headers what is sent to it; may hold secrets
 * @param headersFile where headers are read from before each attempt
 * @param authorities the certificate authorities that the server is trusted by, in place of those of the JVM
 * @param heartbeat the interval of heartbeats
 * @param stateDirectory where identity and remote configuration survive a restart
 * @param remoteConfig whether the server may change anything
 * @param threadDump whether the server may ask for a thread dump
 * @param ownTelemetry whether the server may say where telemetry about the management goes
 * @param messagesAreCaptured whether instrumentations of model clients write messages as log records
 * @param spansAreLogged whether the Java agent writes all spans to its log
 */
record Settings(
        URI endpoint,
        Map<String, String> headers,
        Optional<Path> headersFile,
        Optional<Path> authorities,
        Duration heartbeat,
        Optional<Path> stateDirectory,
        boolean remoteConfig,
        boolean threadDump,
        boolean ownTelemetry,
        boolean messagesAreCaptured,
        boolean spansAreLogged) {
    Settings {
        headers = Map.copyOf(headers);
    }

    /** Names the endpoint's host and what is on; no header. */
    @Override
    public String toString() {
        return "Settings[host=" + endpoint.getHost() + ", headers=" + headers.keySet() + ", remoteConfig="
                + remoteConfig + ", threadDump=" + threadDump + "]";
    }
}
