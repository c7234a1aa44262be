package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExitingAgentTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void endsAlthoughAHookClosesTheClientThatIsToRestart(Transport transport) throws Exception {
        Path output = folder.resolve("output.txt");
        try (FakeOpampServer server = FakeOpampServer.start()) {
            server.nextMessages(Answer.reply(ServerReply.builder().restart().build()));
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            ExitingAgent.class.getName(),
                            (transport == Transport.HTTP ? server.httpEndpoint() : server.webSocketEndpoint())
                                    .toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            } finally {
                process.destroyForcibly();
            }
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            assertThat(server.messages()).last().matches(ReceivedMessage::isDisconnect);
            assertThat(server.violations()).isEmpty();
        }
    }
}
