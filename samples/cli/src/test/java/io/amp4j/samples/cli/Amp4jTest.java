package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class Amp4jTest {
    @Test
    void tellsItsVersionOnEveryCommandThatOffersTo() {
        List<String> silent = new ArrayList<>();
        collect(Amp4j.commandLine(), silent);
        assertThat(silent).isEmpty();
        assertThat(CommandRun.of("otel", "check", "--version").out()).startsWith("amp4j ");
    }

    private static void collect(CommandLine command, List<String> silent) {
        boolean offers = command.getCommandSpec().findOption("--version") != null;
        if (offers && command.getCommandSpec().version().length == 0) {
            silent.add(command.getCommandSpec().qualifiedName());
        }
        command.getSubcommands().values().forEach(below -> collect(below, silent));
    }
}
