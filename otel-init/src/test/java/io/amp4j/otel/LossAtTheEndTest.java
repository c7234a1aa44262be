package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.amp4j.otel.testing.OtlpReceiver;
import io.amp4j.otel.testing.OtlpReceiver.Answer;
import io.amp4j.otel.untouched.EndingApplication;
import io.amp4j.otel.untouched.LastingLogManager;
import io.amp4j.otel.untouched.RedirectedApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that just ends, while its spans cannot be delivered and the JVM closes its log at the same time. */
class LossAtTheEndTest {
    private static final String LOSS = "0 span(s) reached AMP; 0 were dropped because the queue was full, 1 were lost";
    private static final String SECRET = "secret-key";

    @TempDir
    private Path folder;

    private final OtlpReceiver receiver = OtlpReceiver.start();
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "AMP_OTEL_ENDPOINT", receiver.endpoint(), "AMP_AGENT_API_KEY", SECRET, "OTEL_SERVICE_NAME", "first"));

    @AfterEach
    void close() {
        receiver.close();
    }

    private String run(Class<?> program, String ending, String... options) {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName(), ending));
        ForkedJvm.Ended ended = ForkedJvm.run(folder, environment, arguments);
        assertThat(ended.exit()).isZero();
        assertThat(ended.output()).doesNotContain(SECRET);
        return ended.output();
    }

    static Stream<Arguments> failures() {
        return Stream.of("return", "exit")
                .flatMap(ending -> Stream.of(
                        argumentSet("wrong key, " + ending, 401, "", "AMP answered HTTP 401", ending),
                        argumentSet("redirect, " + ending, 307, "", "AMP answered HTTP 307", ending),
                        argumentSet("too large, " + ending, 413, "", "AMP answered HTTP 413", ending),
                        argumentSet("refused, " + ending, 0, "http", "(connection refused)", ending),
                        argumentSet("TLS to a plain port, " + ending, 0, "https", "TLS handshake failed", ending)));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void tellsTheLossAndItsReasonOnceWhenTheProgramJustEnds(int status, String scheme, String reason, String ending)
            throws IOException {
        receiver.otherwise(request ->
                Answer.status(status).with("location", "http://127.0.0.1:" + receiver.port() + "/elsewhere"));
        if (scheme.equals("http")) {
            receiver.goAway();
        }
        try (PlainPort plain = PlainPort.open()) {
            if (scheme.equals("https")) {
                environment.put("AMP_OTEL_ENDPOINT", "https://127.0.0.1:" + plain.number());
            }
            String output = run(EndingApplication.class, ending);
            assertThat(output).containsOnlyOnce(LOSS);
            assertThat(lineWith(output, LOSS)).contains(reason);
        }
    }

    /** Answers whatever comes as servers without TLS answer a TLS handshake. */
    private record PlainPort(ServerSocket server) implements AutoCloseable {
        static PlainPort open() throws IOException {
            PlainPort port = new PlainPort(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()));
            Thread thread = new Thread(port::serve, "plain-port");
            thread.setDaemon(true);
            thread.start();
            return port;
        }

        int number() {
            return server.getLocalPort();
        }

        private void serve() {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    if (socket.getInputStream().read() >= 0) {
                        socket.getOutputStream()
                                .write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    }
                } catch (IOException e) {
                    // The client went away, or the test has ended.
                }
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    @Test
    void tellsTheLossOnceWhenTheLogManagerOutlivesTheProgram() {
        receiver.otherwise(request -> Answer.status(401));
        // A line before the end: the JVM makes its handlers with the first line, and no more while it ends.
        environment.put("AMP_DEBUG", "true");
        String output = run(
                EndingApplication.class, "return", "-Djava.util.logging.manager=" + LastingLogManager.class.getName());
        assertThat(output).containsOnlyOnce(LOSS);
        assertThat(output).as("through the log").contains("WARNING: " + LOSS).doesNotContain("[io.amp4j.otel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"return", "exit"})
    void tellsTheLossOnceWhenTheLogIsRedirected(String ending) {
        receiver.otherwise(request -> Answer.status(401));
        String output = run(RedirectedApplication.class, ending);
        assertThat(output).containsOnlyOnce(LOSS).contains("AMP answered HTTP 401");
    }

    @Test
    void staysSilentWhereTheOperatorHasSwitchedTheLogOff() throws IOException {
        receiver.otherwise(request -> Answer.status(401));
        Path settings = folder.resolve("logging.properties");
        Files.writeString(settings, "handlers=java.util.logging.ConsoleHandler\nio.amp4j.otel.level=OFF\n");
        assertThat(run(EndingApplication.class, "return", "-Djava.util.logging.config.file=" + settings))
                .isEmpty();
    }

    @Test
    void saysNothingWhenAllArrived() {
        assertThat(run(EndingApplication.class, "return"))
                .doesNotContain("WARNING: 1 span")
                .doesNotContain("lost");
    }

    private static String lineWith(String output, String text) {
        return output.lines().filter(line -> line.contains(text)).findFirst().orElseThrow();
    }
}
