package io.amp4j.samples.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.TestCertificate;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of real processes, and what the server is told. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the supervised program is a shell script")
class SupervisorTest {
    @TempDir
    private Path directory;

    private Scene scene;

    @BeforeEach
    void open() throws Exception {
        scene = new Scene(directory);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private void layer(String text) throws Exception {
        Files.writeString(directory.resolve("base.yaml"), text);
    }

    @Test
    void waitsInGoodHealthForItsFirstConfiguration() throws Exception {
        scene.start(scene.file("{}", ""));

        Reported.Health waiting = scene.awaitHealth(health -> health.status().equals("waiting for a configuration"));
        assertThat(waiting.healthy()).isTrue();
        assertThat(scene.output.all()).isEmpty();

        Bytes hash = scene.offer("mode: first");
        ProcessHandle agent = scene.awaitMode("first");
        scene.awaitStatus(hash, Reported.APPLYING);
        scene.awaitStatus(hash, Reported.APPLIED);
        assertThat(agent.isAlive()).isTrue();
        Reported.Health running = scene.awaitHealth(health -> health.status().equals("running"));
        assertThat(running.healthy()).isTrue();
        assertThat(running.startTimeUnixNano()).isPositive();
    }

    @Test
    void mergesTheServersFilesIntoTheLayersAndKeepsProtectedPaths() throws Exception {
        layer("""
                mode: local
                listen: {host: localhost, port: 4317}
                exporters: {one: {endpoint: a, api_key: sensitive}}
                list: [1, 2]
                """);
        scene.start(scene.file("{layers: [base.yaml], protected: [listen.host, admin]}", ""));
        scene.awaitMode("local");

        Bytes hash = scene.offer("""
                mode: remote
                listen: {host: 0.0.0.0, port: 4318}
                exporters: {one: {timeout: 1.10}}
                list: [3]
                admin: true
                """);
        scene.awaitMode("remote");
        scene.awaitStatus(hash, Reported.APPLIED);

        Path file = directory.resolve("state/agent/config.yaml");
        assertThat(file).hasContent("""
                        mode: "remote"
                        listen:
                          host: "localhost"
                          port: 4318
                        exporters:
                          one:
                            endpoint: "a"
                            api_key: "sensitive"
                            timeout: 1.10
                        list:
                        - 3
                        """);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(scene.effective()).contains("port: 4318", "api_key: \"***\"").doesNotContain("sensitive");
    }

    @Test
    void goesBackWhenTheAgentEndsAfterAWhile() throws Exception {
        scene.start(scene.file("{}", "").replace("window: 1s", "window: 10s"));
        Bytes good = scene.offer("mode: good");
        scene.awaitMode("good");
        scene.awaitStatus(good, Reported.APPLIED);

        Bytes bad = scene.offer("mode: crashes-later");
        Reported.ConfigStatus failed = scene.awaitStatus(bad, Reported.FAILED);

        assertThat(failed.errorMessage())
                .contains("went back to the last good configuration", "ended with exit code 3")
                .contains("exit code 3\nstarted well\nno exporter named nowhere");
        scene.awaitMode("good");
        assertThat(scene.effective()).isEqualTo("mode: \"good\"\n");
        assertThat(scene.server
                        .agent(scene.uid())
                        .remoteConfigStatus()
                        .orElseThrow()
                        .status())
                .isEqualTo(Reported.FAILED);
    }

    @Test
    void goesBackToTheLayersWhenTheServersFirstConfigurationIsBad() throws Exception {
        layer("mode: local");
        scene.start(scene.file("{layers: [base.yaml]}", ""));
        scene.awaitMode("local");

        Bytes bad = scene.offer("mode: crashes");
        assertThat(scene.awaitStatus(bad, Reported.FAILED).errorMessage()).contains("no exporter named nowhere");
        scene.awaitMode("local");
        assertThat(scene.effective()).isEqualTo("mode: \"local\"\n");
    }

    @Test
    void askedTheValidateCommandBeforeAnythingChanges() throws Exception {
        Files.writeString(
                directory.resolve("validate.sh"),
                "grep -q 'mode: \"bad\"' \"$1\" && { echo \"mode: bad is no mode\"; exit 1; }; exit 0");
        scene.start(scene.file("{validate: {command: [sh, validate.sh, \"${config}\"]}}", ""));
        Bytes good = scene.offer("mode: good");
        ProcessHandle agent = scene.awaitMode("good");
        scene.awaitStatus(good, Reported.APPLIED);

        Bytes bad = scene.offer("mode: bad");
        assertThat(scene.awaitStatus(bad, Reported.FAILED).errorMessage())
                .isEqualTo("the validate command ended with exit code 1:\nmode: bad is no mode");
        assertThat(agent.isAlive()).isTrue();
        assertThat(directory.resolve("state/agent/config.yaml")).hasContent("mode: \"good\"\n");
    }

    @Test
    void saysAllThatIsWrongWithTheServersFiles() throws Exception {
        scene.start(scene.file("{}", ""));
        Bytes hash = scene.server.offerRemoteConfig(
                OfferedFile.yaml("a", "- a list"), OfferedFile.of("b", "x", "application/zip"));

        assertThat(scene.awaitStatus(hash, Reported.FAILED).errorMessage())
                .contains("'a': must be a map", "'b' is of the type application/zip", "'b': must be a map");
    }

    @Test
    void refusesKeysThatLeadAroundProtectedPaths() throws Exception {
        layer("service: {telemetry: {level: info}}");
        scene.start(scene.file("{layers: [base.yaml], protected: [service.telemetry]}", ""));

        Bytes hash = scene.offer("list: [{\"service::telemetry\": {level: debug}}]");
        assertThat(scene.awaitStatus(hash, Reported.FAILED).errorMessage())
                .contains("must not have keys with '::' in them");

        Bytes text = scene.offer("service: \"${yaml:telemetry::level: debug}\"");
        assertThat(scene.awaitStatus(text, Reported.FAILED).errorMessage())
                .contains("must have a map at 'service' and no text, because 'service.telemetry' is protected");
    }

    @Test
    void endsWhatACommandLeavesBehind() throws Exception {
        Files.writeString(directory.resolve("validate.sh"), "sleep 1000 >/dev/null 2>&1 & echo $! >left.pid");
        scene.start(scene.file("{validate: {command: [sh, validate.sh]}}", ""));
        scene.awaitStatus(scene.offer("mode: one"), Reported.APPLIED);

        Optional<ProcessHandle> left = ProcessHandle.of(
                Long.parseLong(Files.readString(directory.resolve("left.pid")).strip()));
        if (left.isPresent()) {
            Scene.awaitEnd(left.get());
        }
    }

    @Test
    void stopsInTheMiddleOfAValidateCommand() throws Exception {
        Files.writeString(directory.resolve("validate.sh"), "grep -q two \"$1\" || exit 0; exec sleep 1000");
        scene.start(scene.file("{validate: {command: [sh, validate.sh, \"${config}\"], timeout: 1000s}}", ""));
        scene.awaitStatus(scene.offer("mode: one"), Reported.APPLIED);
        ProcessHandle agent = scene.awaitMode("one");

        scene.awaitStatus(scene.offer("mode: two"), Reported.APPLYING);
        scene.stop();
        assertThat(agent.isAlive()).isFalse();
    }

    @Test
    void reloadsBySignal() throws Exception {
        scene.start(scene.file("{reload: {signal: USR1}}", ""));
        scene.awaitStatus(scene.offer("mode: one"), Reported.APPLIED);
        ProcessHandle agent = scene.awaitMode("one");

        Bytes hash = scene.offer("mode: two");
        assertThat(scene.output.await("reloaded ")).isEqualTo("\"two\"");
        scene.awaitStatus(hash, Reported.APPLIED);
        assertThat(agent.isAlive()).isTrue();
    }

    @Test
    void doesNotRestartForWhatItRunsWithAlready() throws Exception {
        scene.start(scene.file("{}", ""));
        scene.awaitStatus(scene.offer("mode: one"), Reported.APPLIED);
        ProcessHandle agent = scene.awaitMode("one");

        Bytes hash = Bytes.utf8("another hash");
        scene.server.offerRemoteConfig(hash, OfferedFile.yaml("a.yaml", "{mode: one}"));
        scene.awaitStatus(hash, Reported.APPLIED);
        assertThat(agent.isAlive()).isTrue();
        assertThat(scene.output.all()).hasSize(1);
    }

    @Test
    void refusesAnEmptyConfigurationUnlessItIsToldToStop() throws Exception {
        scene.start(scene.file("{}", ""));
        scene.awaitStatus(scene.offer("mode: one"), Reported.APPLIED);
        ProcessHandle agent = scene.awaitMode("one");

        assertThat(scene.awaitStatus(scene.offer(""), Reported.FAILED).errorMessage())
                .isEqualTo("the configuration is empty, and the agent cannot run without one");
        assertThat(agent.isAlive()).isTrue();
    }

    @Test
    void anEmptyConfigurationStopsTheAgentWhereThatIsWanted() throws Exception {
        scene.start(scene.file("{when_empty: stop}", ""));
        scene.awaitStatus(scene.offer("mode: one"), Reported.APPLIED);
        ProcessHandle agent = scene.awaitMode("one");

        scene.awaitStatus(scene.offer(""), Reported.APPLIED);
        assertThat(agent.isAlive()).isFalse();
        assertThat(directory.resolve("state/agent/config.yaml")).doesNotExist();
    }

    @Test
    void reportsTheExitCodeOfACrash() throws Exception {
        layer("mode: crashes");
        scene.start(scene.file("{layers: [base.yaml]}", "restarts: {first_wait: 1h, longest_wait: 1h}"));

        Reported.Health health = scene.awaitHealth(reported -> reported.status().equals("restarting"));
        assertThat(health.healthy()).isFalse();
        assertThat(health.lastError()).isEqualTo("the agent ended with exit code 3; restarting in 3600 s");
    }

    @Test
    void stopsTryingInACrashLoopUntilTheServerSaysRestart() throws Exception {
        layer("mode: crashes");
        scene.start(scene.file(
                "{layers: [base.yaml]}", "restarts: {first_wait: 1ms, longest_wait: 5ms, crashes: 3, pause: 24h}"));

        Reported.Health health = scene.awaitHealth(reported -> reported.status().equals("crash loop"));
        assertThat(health.lastError()).contains("ended with exit code 3, 3 times in a row");
        assertThat(scene.output.all()).hasSize(3);

        scene.server.send(scene.uid(), ServerReply.builder().restart().build());
        for (int i = 0; i < 4; i++) {
            scene.output.await("no exporter");
        }
    }

    @Test
    void restartsOnCommand() throws Exception {
        layer("mode: local");
        scene.start(scene.file("{layers: [base.yaml]}", ""));
        ProcessHandle first = scene.awaitMode("local");

        scene.server.send(scene.uid(), ServerReply.builder().restart().build());
        ProcessHandle second = scene.awaitMode("local");

        assertThat(second.pid()).isNotEqualTo(first.pid());
        assertThat(first.isAlive()).isFalse();
    }

    @Test
    void startsFromTheLastGoodConfigurationWithoutAServer() throws Exception {
        layer("mode: local");
        String file = scene.file("{layers: [base.yaml]}", "");
        scene.start(file);
        scene.awaitStatus(scene.offer("mode: remote"), Reported.APPLIED);
        scene.stop();
        scene.server.stopListening();
        int before = scene.output.all().size();

        scene.start(file);
        scene.output.await("mode 'remote'");
        scene.awaitMode("remote");
        assertThat(scene.output.all().subList(before, scene.output.all().size()))
                .noneMatch(line -> line.contains("local"));
    }

    @Test
    void runsLocallyForAServerThatMayOnlyWatch() throws Exception {
        layer("mode: local");
        scene.start(scene.file("{layers: [base.yaml]}", "")
                .replace("headers: {", "accept_configuration: false\n  heartbeat: 1s\n  headers: {"));
        ProcessHandle agent = scene.awaitMode("local");
        scene.awaitHealth(Reported.Health::healthy);

        scene.offer("mode: offered");
        scene.server.awaitMessages(2, Scene.LIMIT);
        assertThat(agent.isAlive()).isTrue();
        assertThat(scene.server.messages()).noneMatch(message -> (message.capabilities() & 0x2) != 0);
    }

    @Test
    void runsLocallyWhereNoServerIs() throws Exception {
        scene.server.stopListening();
        layer("mode: local");
        scene.start(scene.file("{layers: [base.yaml]}", ""));

        assertThat(scene.awaitMode("local").isAlive()).isTrue();
    }

    @Test
    void killsAnAgentThatIgnoresTermAndWhatItStarted() throws Exception {
        layer("mode: stubborn");
        scene.start(scene.file("{layers: [base.yaml]}", ""));
        ProcessHandle stubborn = scene.awaitMode("stubborn");

        scene.offer("mode: forks");
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(scene.output.await("forked "))).orElseThrow();
        ProcessHandle agent = scene.awaitMode("forks");
        assertThat(stubborn.isAlive()).isFalse();

        scene.stop();
        assertThat(agent.isAlive()).isFalse();
        Scene.awaitEnd(child);
    }

    @Test
    void connectsWithCertificatesFromFiles() throws Exception {
        scene.close();
        scene = new Scene(
                directory,
                FakeOpampServer.builder().tls().requireClientCertificate().start());
        TestCertificateAuthority authority = scene.server.certificateAuthority();
        TestCertificate client = authority.client("supervisor");
        Files.writeString(directory.resolve("ca.pem"), authority.pem());
        Files.writeString(directory.resolve("client.pem"), client.certificatePem());
        Files.writeString(directory.resolve("client.key"), client.privateKeyPem());

        scene.start(scene.file("{}", "")
                .replace("headers:", "tls: {ca: ca.pem, certificate: client.pem, key: client.key}\n  headers:"));

        Reported.Description description = scene.server
                .awaitMessage(message -> message.description().isPresent(), Scene.LIMIT)
                .description()
                .orElseThrow();
        assertThat(description.identifying())
                .containsEntry("service.name", "test-agent")
                .containsEntry("service.version", "1.10");
    }

    @Test
    void twoSupervisorsDoNotShareAStateDirectory() throws Exception {
        String file = scene.file("{}", "");
        scene.start(file);
        try (Scene other = new Scene(directory)) {
            assertThatThrownBy(() -> other.start(file))
                    .hasMessageContaining("another supervisor uses the state directory");
        }
    }
}
