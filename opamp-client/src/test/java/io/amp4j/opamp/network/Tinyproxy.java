package io.amp4j.opamp.network;

import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's {@code tinyproxy-bin}, a forward proxy, which wants the user {@code agent} and the password {@code open-sesame}. */
final class Tinyproxy {
    static final Path PROGRAM = Path.of("/usr/bin/tinyproxy");

    private Tinyproxy() {}

    /** Starts it on a port of 127.0.0.1. */
    static Daemon start(Path directory, int port) throws Exception {
        Path config = Files.writeString(directory.resolve("tinyproxy.conf"), """
                Listen 127.0.0.1
                Port %d
                LogLevel Info
                MaxClients 20
                Timeout 60
                Allow 127.0.0.1
                BasicAuth agent open-sesame
                """.formatted(port));
        return Daemon.start("listening on fd", PROGRAM.toString(), "-d", "-c", config.toString());
    }
}
