package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private static String progress(Terminal terminal) {
        StringWriter out = new StringWriter();
        ProgressBar progress = new ProgressBar(new PrintWriter(out), terminal, 2);
        progress.step();
        progress.step();
        progress.clear();
        return out.toString();
    }

    @Test
    void drawsAndColoursOnATerminalOnly() {
        assertThat(Terminal.of(true, Map.of())).isEqualTo(new Terminal(true, true));
        assertThat(Terminal.of(false, Map.of())).isEqualTo(new Terminal(false, false));
        assertThat(Terminal.of(true, Map.of("TERM", "dumb"))).isEqualTo(new Terminal(false, false));
    }

    @Test
    void drawsWithoutColourWhereNoColourIsWanted() {
        Terminal terminal = Terminal.of(true, Map.of("NO_COLOR", "1"));

        assertThat(terminal).isEqualTo(new Terminal(true, false));
        assertThat(terminal.green("present")).isEqualTo("present");
        assertThat(Terminal.of(true, Map.of("NO_COLOR", "")).red("missing")).isEqualTo("\u001b[31mmissing\u001b[0m");
    }

    @Test
    void drawsTheProgressOverItselfAndTakesItAway() {
        assertThat(progress(new Terminal(true, false)).split("\r", -1))
                .containsExactly(
                        "",
                        "[..............................] 0/2\u001b[K",
                        "[###############...............] 1/2\u001b[K",
                        "[##############################] 2/2\u001b[K",
                        "\u001b[K");
        assertThat(progress(new Terminal(false, false))).isEmpty();
    }
}
