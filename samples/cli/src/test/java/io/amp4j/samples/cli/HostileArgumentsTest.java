package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is typed, such as a name that a script took from elsewhere, does not steer the terminal through an error. */
class HostileArgumentsTest {
    /** Half a character is left out, since no argument of a process can have it. */
    private static final String HOSTILE = "a\r\n\u001b[31m\u0085\u009b1mb\u2028\u2029\u202e\u2066\ufeff"
            + Character.toString(0xE0041) + "\ue000\u0378z";

    private static final Pattern NOT_PRINTABLE =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Co}\\p{Cn}&&[^\\n]]");

    static Stream<Arguments> commands() {
        return Stream.of(
                command("no such command", HOSTILE),
                command("no such option", "catalog", "list", "--" + HOSTILE),
                command("too many arguments", "catalog", "list", HOSTILE),
                command("format", "catalog", "list", "--format", HOSTILE),
                command("extension", "catalog", "check", "--raise", "absent-extension", "--extension", HOSTILE),
                command(
                        "extension in JSON",
                        "catalog",
                        "check",
                        "--raise",
                        "absent-extension",
                        "--format",
                        "json",
                        "--extension",
                        HOSTILE),
                command("baseline", "catalog", "list", "--baseline", HOSTILE),
                command("warning", "catalog", "list", "--raise", HOSTILE),
                command("Python", "catalog", "list", "--platform-python", HOSTILE),
                command("path of values", "catalog", "list", "--values-path", HOSTILE + ".."),
                command("version", "catalog", "image", HOSTILE, HOSTILE),
                command("version to explain", "catalog", "explain", HOSTILE),
                command("version to explain in JSON", "catalog", "explain", HOSTILE, "--format", "json"),
                command("files to compare", "catalog", "diff", "--raise", "absent-extension", HOSTILE, HOSTILE),
                command("pins", "catalog", "impact", "--pins", HOSTILE),
                command("registry", "catalog", "mirror", HOSTILE),
                command("registry option", "catalog", "verify-images", "--insecure", HOSTILE + "/"),
                command("number", "catalog", "verify-images", "--jobs", HOSTILE),
                command("version to verify", "catalog", "verify-images", "--version", HOSTILE),
                command("endpoint", "opamp", "agent", HOSTILE),
                command("capability", "opamp", "agent", "http://localhost:1", "--capability", HOSTILE),
                command("custom capability", "opamp", "agent", "http://localhost:1", "--capability", HOSTILE + "."),
                command("header", "opamp", "agent", "http://localhost:1", "--header", HOSTILE),
                command("value of a header", "opamp", "agent", "http://localhost:1", "--header", "x=" + HOSTILE),
                command("header file", "opamp", "agent", "http://localhost:1", "--header-file", HOSTILE),
                command("certificates", "opamp", "agent", "http://localhost:1", "--ca", "/" + HOSTILE + "/x.pem"),
                command("host", "opamp", "server", "--host", HOSTILE),
                command("port", "opamp", "server", "--port", HOSTILE),
                command("file of spans", "otel", "check", HOSTILE),
                command("endpoint of spans", "otel", "send", "--endpoint", "http://" + HOSTILE),
                command("key file", "otel", "send", "--endpoint", "http://localhost:1", "--key-file", HOSTILE));
    }

    private static Arguments command(String name, String... arguments) {
        return argumentSet(name, (Object) arguments);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void reachTheTerminalAsEscapes(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        String said = run.out() + run.err();
        assertThat(run.exitCode()).as(said).isNotZero();
        assertThat(said).isNotEmpty().doesNotContainPattern(NOT_PRINTABLE);
        assertThat(said.lines()).noneMatch(line -> line.startsWith("\\u001b"));
    }

    @Test
    void reachTheCallerOfACommandInJsonExactly() {
        CommandRun run = CommandRun.of("catalog", "explain", HOSTILE, "--format", "json");
        assertThat(OpampJson.parse(run.out().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .get("version")
                        .textValue())
                .isEqualTo(HOSTILE);
    }

    @Test
    void areStillQuotedWhereTheyAreOrdinary() {
        assertThat(CommandRun.of("catalog", "lst").err()).contains("Unmatched argument: 'lst'");
        assertThat(CommandRun.of("catalog", "list", "--fromat", "json").err()).contains("Unknown option: '--fromat'");
        assertThat(CommandRun.of("catalog", "list", "--format", "yaml").err()).contains("'--format'", "'yaml'");
        assertThat(CommandRun.of("opamp", "server", "--port", "4k").err()).contains("'--port'", "'4k'");
    }
}
