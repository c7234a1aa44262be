package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret in a place where it does not belong is not shown: each value of a command takes the place of each other. */
class SwappedSecretTest {
    private static final String KEY = "sk-live/9f8e7d6c+5b4a==";

    /** What an agent, a server and a sender of spans can be given; none of these commands gets far enough to reach anybody. */
    private static final List<List<String>> COMMANDS = List.of(
            List.of(
                    "opamp",
                    "agent",
                    "nowhere://localhost",
                    "--header=Authorization=Bearer",
                    "--header-file=headers.txt",
                    "--capability=REPORTS_HEALTH",
                    "--ca=ca.pem",
                    "--cert=cert.pem",
                    "--key=key.pem",
                    "--heartbeat=30",
                    "--name=checkout",
                    "--connect-timeout=1"),
            List.of("opamp", "server", "--port=99999", "--host=localhost", "--message-limit=4", "--ca-out=ca.pem"),
            List.of("otel", "send", "--endpoint=nowhere", "--key-file=key.txt", "--service-name=checkout"),
            List.of("otel", "receive", "--port=99999", "--spans=1", "--for=1", "--format=text"));

    @TempDir
    private Path directory;

    static Stream<Arguments> mistakes() {
        List<Arguments> mistakes = new ArrayList<>();
        for (List<String> command : COMMANDS) {
            for (int i = 2; i < command.size(); i++) {
                String argument = command.get(i);
                String option = argument.startsWith("--") ? argument.substring(0, argument.indexOf('=')) : "";
                mistakes.add(
                        mistake("in place of " + argument, command, i, option.isEmpty() ? KEY : option + "=" + KEY));
                mistakes.add(mistake("instead of option and value " + argument, command, i, KEY));
                mistakes.add(mistake("as option before " + argument, command, i, "--" + KEY));
                mistakes.add(mistake("as short option before " + argument, command, i, "-" + KEY));
                mistakes.add(mistake("after a blank behind " + argument, command, i, argument, KEY));
            }
        }
        return mistakes.stream();
    }

    private static Arguments mistake(String name, List<String> command, int place, String... instead) {
        List<String> arguments = new ArrayList<>(command);
        arguments.remove(place);
        arguments.addAll(place, List.of(instead));
        return argumentSet(command.get(1) + ": " + name, (Object) arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isNotQuoted(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out() + run.err()).isNotEmpty().doesNotContain(KEY);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isNotQuotedFromAFileOfArguments(String... arguments) throws Exception {
        Path file = Files.createTempFile(directory, "arguments", ".txt");
        Files.write(file, List.of(arguments).subList(2, arguments.length));
        CommandRun run = CommandRun.of(arguments[0], arguments[1], "@" + file);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out() + run.err()).isNotEmpty().doesNotContain(KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"correcthorsebatterystaple", "correcthorse", "12345678horse", "0.123456789"})
    void isNotQuotedWhereANumberIsNeeded(String password) {
        for (List<String> command : List.of(
                List.of("opamp", "agent", "http://localhost:1", "--connect-timeout"),
                List.of("opamp", "server", "--port"),
                List.of("otel", "receive", "--spans"),
                List.of("otel", "receive", "--for"))) {
            List<String> arguments = new ArrayList<>(command);
            arguments.add(password);
            CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err())
                    .contains("Invalid value for option '" + command.get(command.size() - 1)
                            + "': a number is needed; this is" + " a text of " + password.length() + " characters")
                    .doesNotContain(password);
        }
    }

    @Test
    void isNotQuotedWhereOneOfSomeWordsIsNeeded() {
        assertThat(CommandRun.of("catalog", "list", "--format", "correcthorsebatterystaple")
                        .err())
                .contains("Invalid value for option '--format': one of ", "is needed; this is a text of 25 characters");
    }

    @Test
    void isNotQuotedWhereAHeaderWasNotPutInQuotes() {
        CommandRun run = CommandRun.of("opamp", "agent", "--header", "Authorization=Bearer", KEY, "https://localhost");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("Unmatched argument: a text of 17 characters; a value with blanks needs quotes")
                .doesNotContain(KEY);
    }

    @Test
    void saysWhatMayBeWrongWithAnEndpoint() {
        assertThat(CommandRun.of("opamp", "agent", "sk-live-9f8e").err())
                .contains("ENDPOINT: an endpoint is an http, https, ws or wss URL; this is a text of 12 characters"
                        + " without a scheme; are endpoint and key swapped?");
    }

    @Test
    void isNotQuotedFromAFileOrVariableOfHeaders() throws Exception {
        Path file = OpampHeadersTest.ownFile(
                directory.resolve("headers"), KEY + "\nAuthorization: Bearer\n" + KEY + ": x\n");
        try (OpampTerminal agent = OpampTerminal.agent(
                Map.of(OpampHeaderOptions.VARIABLE, KEY + ",x=%zz" + KEY + ",A=" + KEY + "%0A"),
                "nowhere://localhost",
                "--header-file",
                file.toString())) {
            assertThat(agent.exitCode()).isEqualTo(2);
            assertThat(agent.everything())
                    .contains("line 1 of the --header-file is not NAME: VALUE", "line 3 of the --header-file")
                    .contains("entry 1 of AMP4J_HEADERS is not NAME=VALUE", "entry 2 of AMP4J_HEADERS")
                    .doesNotContain(KEY);
        }
        Files.delete(file);
    }
}
