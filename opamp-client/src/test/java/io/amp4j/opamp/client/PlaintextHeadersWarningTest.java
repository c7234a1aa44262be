package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.testing.ManualTime;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever sends a secret over a network in the clear is told so. */
class PlaintextHeadersWarningTest {
    private final WarningLog log = new WarningLog();

    @AfterEach
    void closeLog() {
        log.close();
    }

    private static OpampClientBuilder withToken(OpampClientBuilder builder) {
        return builder.header("Authorization", "Bearer hunter2");
    }

    /** Starts a client that reaches nobody, whatever its endpoint, and ends it. */
    private static void run(String endpoint, UnaryOperator<OpampClientBuilder> more) {
        ManualTime time = new ManualTime();
        OpampClientBuilder builder = OpampClient.builder(URI.create(endpoint))
                .agent(AgentDescription.of("checkout", "1.4.0"))
                // Nobody listens at port 1.
                .proxy(ProxySettings.of("http://127.0.0.1:1"))
                .clock(time.clock())
                .ticker(time.ticker())
                .scheduler(time.scheduler());
        try (OpampClient client = more.apply(builder).build()) {
            client.start();
            client.close(Duration.ZERO);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://opamp.example:4320/v1/opamp?token=hunter2, http://opamp.example, https",
        "ws://opamp.example, ws://opamp.example, wss",
        "WS://127.0.0.1.example, WS://127.0.0.1.example, wss",
        "http://[fd00::1]:4320, http://[fd00::1], https"
    })
    void warnsOnceOfHeadersThatGoOverANetworkInTheClear(String endpoint, String told, String better) {
        run(endpoint, PlaintextHeadersWarningTest::withToken);

        assertThat(log.all())
                .containsExactly("The headers given to the client and all content go to " + told
                        + " without encryption; use " + better + " unless that network is trusted");
    }

    @Test
    void warnsOfHeadersThatAreYetToBeSupplied() {
        run("ws://opamp.example", builder -> builder.headerSupplier(() -> Map.of("Authorization", "Bearer hunter2")));

        assertThat(log.all()).singleElement().asString().contains("ws://opamp.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://opamp.example",
                "wss://opamp.example",
                "http://localhost:4320",
                "ws://agent.localhost:4320",
                "ws://127.0.0.1:4320",
                "http://[::1]:4320"
            })
    void doesNotWarnWhereNobodyListens(String endpoint) {
        run(endpoint, PlaintextHeadersWarningTest::withToken);

        assertThat(log.all()).isEmpty();
    }

    @Test
    void doesNotWarnOfAClientWithoutHeaders() {
        run("http://opamp.example", builder -> builder);

        assertThat(log.all()).isEmpty();
    }
}
