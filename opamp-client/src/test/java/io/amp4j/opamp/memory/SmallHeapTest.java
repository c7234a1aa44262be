package io.amp4j.opamp.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a server sends, the agent needs a small multiple of its size limit: with that heap, want of memory ends the process. */
class SmallHeapTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void staysWithinTenTimesTheSizeLimitOnAWebSocket(Hostile hostile) throws Exception {
        assertThat(run(64, 6 * MIB, Transport.WEBSOCKET, hostile)).endsWith("ended as told\n");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void staysWithinTenTimesTheSizeLimitOverHttp(Hostile hostile) throws Exception {
        assertThat(run(64, 6 * MIB, Transport.HTTP, hostile)).endsWith("ended as told\n");
    }

    /** A million fields in 2 MB, the most that the default limit of 64 MiB allows. */
    @ParameterizedTest
    @EnumSource
    void decodesTheMostFieldsThatAreEverAllowed(Transport transport) throws Exception {
        assertThat(run(256, 64 * MIB, transport, Hostile.AS_MANY_FIELDS_AS_ALLOWED))
                .endsWith("ended as told\n");
    }

    private String run(int heapMib, int limit, Transport transport, Hostile hostile) throws Exception {
        Answer answer = hostile.answer(limit, transport);
        Answer end = Answer.reply(ServerReply.builder()
                .customMessage(SmallHeapAgent.CAPABILITY, SmallHeapAgent.END, Bytes.of(new byte[0]))
                .build());
        try (FakeOpampServer server =
                FakeOpampServer.builder().compression().keepMessages(10).start()) {
            server.nextMessages(answer, answer, answer);
            server.onMessage(message -> true, end);
            String endpoint =
                    (transport == Transport.HTTP ? server.httpEndpoint() : server.webSocketEndpoint()).toString();
            String output = jvm(heapMib, endpoint, folder.resolve("state").toString(), Integer.toString(limit));
            assertThat(server.unusedAnswers()).isZero();
            return output;
        }
    }

    private String jvm(int heapMib, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMib + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapAgent.class.getName()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(110, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        return Files.readString(output);
    }
}
