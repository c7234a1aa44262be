package io.amp4j.samples.supervisor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The supervisor as a process of its own: what remains when it ends, in one way or the other. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the supervised program is a shell script")
class SupervisorProcessTest {
    private static final String TOKEN = "a-secret-token";
    private static final String KEY = "another-secret-key";

    @TempDir
    private Path directory;

    private Scene scene;
    private @Nullable Process supervisor;
    private final Lines output = new Lines();

    @BeforeEach
    void open() throws Exception {
        scene = new Scene(directory);
        Files.writeString(directory.resolve("base.yaml"), "mode: forks");
    }

    @AfterEach
    void close() {
        if (supervisor != null) {
            supervisor.toHandle().destroyForcibly();
        }
        scene.close();
    }

    private void start(String file) throws Exception {
        Path yaml = Files.writeString(directory.resolve("supervisor.yaml"), file);
        ProcessBuilder builder = new ProcessBuilder(
                        java(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        yaml.toString())
                .redirectErrorStream(true);
        builder.environment().put("TOKEN", TOKEN);
        builder.environment().put("KEY", KEY);
        Process started = builder.start();
        output.read(started.getInputStream());
        supervisor = started;
    }

    private Process supervisor() {
        return requireNonNull(supervisor);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private ProcessHandle await(String line) throws InterruptedException {
        return ProcessHandle.of(Long.parseLong(output.await(line))).orElseThrow();
    }

    @Test
    void takesTheWholeTreeDownWhenItIsKilled() throws Exception {
        start(scene.file("{layers: [base.yaml]}", ""));
        ProcessHandle child = await("forked ");
        ProcessHandle agent = await("mode 'forks' in ");

        supervisor().toHandle().destroyForcibly();

        Scene.awaitEnd(agent);
        Scene.awaitEnd(child);
    }

    @Test
    void takesTheWholeTreeDownWhenItIsToldToEnd() throws Exception {
        start(scene.file("{layers: [base.yaml]}", ""));
        ProcessHandle child = await("forked ");
        ProcessHandle agent = await("mode 'forks' in ");
        scene.awaitHealth(health -> health.status().equals("running"));

        supervisor().toHandle().destroy();

        scene.server.awaitMessage(ReceivedMessage::isDisconnect, Scene.LIMIT);
        assertThat(supervisor().waitFor(Scene.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(agent.isAlive()).isFalse();
        Scene.awaitEnd(child);
        output.await("told to end");
    }

    @Test
    void aConfigurationThatWasUnderWayWhenItWasKilledHasFailed() throws Exception {
        start(scene.file("{layers: [base.yaml]}", "").replace("window: 1s", "window: 1h"));
        await("mode 'forks' in ");
        var hash = scene.offer("mode: new");
        scene.awaitStatus(hash, Reported.APPLYING);
        ProcessHandle agent = await("mode 'new' in ");
        supervisor().toHandle().destroyForcibly();
        Scene.awaitEnd(agent);

        start(scene.file("{layers: [base.yaml]}", ""));
        await("mode 'forks' in ");
        scene.awaitStatus(hash, Reported.FAILED);
    }

    @Test
    void secretsAreNeitherInArgumentsNorInLogsAndTheAgentDoesNotGetThoseOfTheServer() throws Exception {
        Files.writeString(directory.resolve("agent.sh"), """
                echo "token '$TOKEN' key '$KEY' file $(cat "$1")"
                echo "agent $$"
                while :; do sleep 0.2; done
                """);
        Files.writeString(directory.resolve("base.yaml"), "key: \"${KEY}\"");
        start(scene.file("{layers: [base.yaml], substitute: true}", "")
                .replace("stop_timeout", "environment: {KEY: \"${KEY}\"}\n  stop_timeout"));

        assertThat(output.await("token ")).isEqualTo("'' key '***' file key: \"***\"");
        await("agent ");
        scene.awaitHealth(health -> health.status().equals("running"));
        assertThat(directory.resolve("state/agent/config.yaml")).hasContent("key: \"" + KEY + "\"\n");
        scene.awaitEffective("key: \"${KEY}\"\n");
        List<String> commands = supervisor()
                .descendants()
                .map(process -> process.info().commandLine().orElse(""))
                .toList();
        assertThat(commands).isNotEmpty().noneMatch(line -> line.contains(TOKEN) || line.contains(KEY));
        assertThat(output.all()).noneMatch(line -> line.contains(TOKEN) || line.contains(KEY));
        assertThat(scene.server.messages().get(0).headers().toString()).contains("Bearer " + TOKEN);
    }

    @Test
    void aJavaProgramCanEndInItsOwnWay() throws Exception {
        String file = scene.file("{}", "")
                .replace(
                        "[sh, agent.sh, \"${config}\"]",
                        "[\"" + java() + "\", -cp, \"" + System.getProperty("java.class.path") + "\", "
                                + JavaAgent.class.getName() + "]")
                .replace("stop_timeout: 1s", "stop_timeout: 30s");
        start(file);
        ProcessHandle agent = await("java agent ");

        supervisor().toHandle().destroy();

        output.await("the java agent says goodbye");
        Scene.awaitEnd(agent);
    }

    /** A program with a shutdown hook, which needs no configuration. */
    static final class JavaAgent {
        private JavaAgent() {}

        public static void main(String[] args) throws InterruptedException {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("the java agent says goodbye")));
            System.out.println("java agent " + ProcessHandle.current().pid());
            new CountDownLatch(1).await();
        }
    }
}
