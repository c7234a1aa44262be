package io.amp4j.samples.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @TempDir
    private Path directory;

    private final Lines out = new Lines();
    private final Lines err = new Lines();

    private int run(String... args) {
        return Main.run(args, Map.of("TOKEN", "a-secret-token"), out.stream(), err.stream());
    }

    private String file(String text) throws Exception {
        return Files.writeString(directory.resolve("supervisor.yaml"), text).toString();
    }

    private static final String GOOD = """
            server: {endpoint: "wss://opamp.example", headers: {Authorization: "Bearer ${TOKEN}"}}
            agent: {name: a, command: [run, --config, "${config}"]}
            configuration: {layers: [base.yaml], substitute: true, protected: [admin]}
            state_directory: state
            """;

    @Test
    void validatesWithoutStartingAnything() throws Exception {
        Files.writeString(directory.resolve("base.yaml"), "a: 1");
        assertThat(run("--validate", file(GOOD))).isZero();
        assertThat(out.all()).containsExactly("the file is good");
        assertThat(directory.resolve("state")).doesNotExist();
    }

    @Test
    void printsEveryProblemOnALine() throws Exception {
        String file = file("server: {}\nagent: {name: a, command: []}\n");
        assertThat(run("--validate", file)).isEqualTo(1);
        assertThat(err.all())
                .containsExactly(
                        file + ": server.endpoint: is missing",
                        file + ": agent.command: must be a list of the program and its arguments",
                        file + ": state_directory: is missing");
    }

    @Test
    void validatesTheLayersToo() throws Exception {
        Files.writeString(directory.resolve("base.yaml"), "a: ${NOWHERE}\nb: [");
        assertThat(run("--validate", file(GOOD))).isEqualTo(1);
        assertThat(err.all().get(0)).contains("the layer ", "base.yaml: line 2: ");
    }

    @Test
    void printsTheMergedConfigurationAndTheCommandWithoutSecrets() throws Exception {
        Files.writeString(directory.resolve("base.yaml"), "admin: local\nheader: \"${TOKEN}\"\nlevel: info\n");
        Path remote = Files.writeString(directory.resolve("remote.yaml"), "admin: remote\nlevel: a-secret-token\n");

        assertThat(run("--dry-run", "--remote", remote.toString(), file(GOOD))).isZero();
        assertThat(out.all())
                .containsExactly(
                        "# command: run --config ${config}",
                        "admin: \"local\"",
                        "header: \"${TOKEN}\"",
                        "level: \"***\"");
        assertThat(directory.resolve("state")).doesNotExist();
    }

    @Test
    void explainsItselfWhenTheArgumentsAreWrong() throws Exception {
        assertThat(run()).isEqualTo(2);
        assertThat(run("--nothing", "x")).isEqualTo(2);
        assertThat(run("--remote", "a", "b")).isEqualTo(2);
        assertThat(err.all().get(0)).startsWith("usage: java -jar");
        assertThat(run(directory.resolve("gone.yaml").toString())).isEqualTo(1);
    }
}
