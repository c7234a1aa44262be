package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.OpampClient;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who logs that the server cannot be reached. */
class FailureLogTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isTheLibraryUnlessItsUserDoes(boolean byLibrary) throws Exception {
        RecordingCallbacks callbacks = new RecordingCallbacks();
        // Nobody listens at port 1.
        try (WarningLog log = new WarningLog();
                OpampClient client = OpampClient.builder(URI.create("http://127.0.0.1:1"))
                        .agent(AgentDescription.of("checkout", "1.4.0"))
                        .initialBackoff(Duration.ofMillis(1))
                        .callbacks(callbacks)
                        .logFailures(byLibrary)
                        .build()) {
            client.start();
            callbacks.await(ConnectionFailure.class);
            callbacks.await(ConnectionFailure.class);

            assertThat(log.with("cannot reach the OpAMP server")).hasSize(byLibrary ? 1 : 0);
        }
    }
}
