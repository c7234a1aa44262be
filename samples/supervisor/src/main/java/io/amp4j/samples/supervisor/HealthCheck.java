package io.amp4j.samples.supervisor;

import io.amp4j.opamp.HealthProbe;
import io.amp4j.opamp.HealthProbes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;

/** Asks whether a process of the agent that is alive is healthy too. */
final class HealthCheck {
    private HealthCheck() {}

    static HealthProbe of(Settings settings, Commands commands, Path config) {
        Settings.Health health = settings.health();
        if (health.http().isPresent()) {
            return HealthProbes.http(health.http().get(), health.timeout());
        }
        if (health.port().isPresent()) {
            return port(health.port().get(), Math.toIntExact(health.timeout().toMillis()));
        }
        if (health.command().isPresent()) {
            return () -> {
                Commands.Outcome outcome = commands.run(health.command().get(), config, health.timeout());
                return outcome.isGood()
                        ? HealthProbe.Answer.healthy()
                        : HealthProbe.Answer.unhealthy("the health command " + outcome.problem());
            };
        }
        return HealthProbe.Answer::healthy;
    }

    private static HealthProbe port(int port, int timeout) {
        return () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeout);
                return HealthProbe.Answer.healthy();
            } catch (IOException e) {
                return HealthProbe.Answer.unhealthy("nothing listens on port " + port);
            }
        };
    }
}
