package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The answer to a custom message of a server that never said which custom capabilities it has. */
class CustomReplyTest {

    private static final Duration LIMIT = Duration.ofSeconds(RecordingCallbacks.LIMIT_SECONDS);
    private static final String PAUSE = "com.example.pause";
    private static final String DUMP = "com.example.dump";

    private static final class Replying implements OpampCallbacks {
        private final CompletableFuture<CompletableFuture<?>> other = new CompletableFuture<>();
        private final CompletableFuture<CompletableFuture<?>> reply = new CompletableFuture<>();

        @Override
        public void onCustomMessage(OpampClient client, CustomMessage message) {
            other.complete(client.sendCustomMessage(CustomMessage.of(DUMP, "unasked", Bytes.EMPTY)));
            reply.complete(client.sendCustomMessage(CustomMessage.of(PAUSE, "done", Bytes.EMPTY)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void isSentAsTheServerHasJustUsedTheCapability(Transport transport) {
        try (FakeOpampServer server = FakeOpampServer.start()) {
            server.nextMessages(Answer.reply(ServerReply.builder()
                    .customMessage(PAUSE, "pause", io.amp4j.opamp.testing.Bytes.utf8("now"))
                    .build()));
            Replying callbacks = new Replying();
            try (OpampClient client = OpampClient.builder(
                            transport == Transport.HTTP ? server.httpEndpoint() : server.webSocketEndpoint())
                    .agent(AgentDescription.of("checkout", "1.4.0"))
                    .customCapabilities(CustomCapabilities.of(List.of(PAUSE, DUMP)))
                    .callbacks(callbacks)
                    .build()) {
                client.start();

                server.awaitMessage(
                        message -> message.customMessage()
                                .filter(reply -> reply.type().equals("done"))
                                .isPresent(),
                        LIMIT);
                assertThat(callbacks.reply.join()).succeedsWithin(LIMIT);
                assertThat(callbacks.other.join()).failsWithin(LIMIT);
            }
            assertThat(server.messages())
                    .flatExtracting(message -> message.customMessage().stream().toList())
                    .hasSize(1);
        }
    }
}
