package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.wire.AgentToServer;
import io.amp4j.opamp.testing.internal.wire.ServerToAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Stands for a distribution with an OpAMP client inside: it applies what it is offered and polls every 30 seconds. */
final class ExampleDistribution implements AutoCloseable {
    private final URI endpoint;
    private final Future<?> polls;
    private long sequence;
    private String level = "info";

    ExampleDistribution(URI endpoint, ScheduledExecutorService scheduler) {
        this.endpoint = endpoint;
        report(Messages.described(Messages.UID, ++sequence));
        polls = scheduler.scheduleAtFixedRate(() -> report(Messages.heartbeat(++sequence)), 30, 30, TimeUnit.SECONDS);
    }

    String level() {
        return level;
    }

    private void report(AgentToServer.Builder message) {
        try (RawHttpClient client = new RawHttpClient(endpoint.getPort())) {
            RawHttpClient.Response response = client.post(Messages.bytes(message));
            if (response.status() == 200 && response.message().hasRemoteConfig()) {
                apply(response.message());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void apply(ServerToAgent answer) {
        level = answer.getRemoteConfig()
                .getConfig()
                .getConfigMapOrThrow("distro.yaml")
                .getBody()
                .toStringUtf8()
                .replace("level: ", "");
        report(Messages.applied(
                ++sequence, WireViews.bytes(answer.getRemoteConfig().getConfigHash())));
    }

    @Override
    public void close() {
        polls.cancel(false);
    }
}
