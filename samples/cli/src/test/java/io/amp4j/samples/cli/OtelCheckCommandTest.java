package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class OtelCheckCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine commandLine = Amp4j.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(args);
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("spans.json"), text).toString();
    }

    @Test
    void printsOneObjectASpan() throws IOException {
        int exit = run("otel", "check", "--format", "json", file("""
            {"spanName":"openai.chat","status":"Ok","attributes":null}
            {"spanName":"execute_tool t","status":"Error","attributes":{"gen_ai.operation.name":"execute_tool","gen_ai.system":"x","gen_ai.tool.name":"t","traceloop.entity.input":"{}","traceloop.entity.output":"1","error.type":"Timeout"}}
            """));

        assertThat(out.toString().lines())
                .containsExactly(
                        "{\"kind\":\"unknown\",\"rule\":\"K0\",\"input\":null,\"output\":null,\"data\":null,\"error\":false,"
                                + "\"errorType\":null,\"findings\":[{\"level\":\"OBSERVER\",\"severity\":\"PROBLEM\",\"code\":\"observer.no-attributes\",\"message\":\"The"
                                + " span has no attributes, so AMP does not even look at its name.\",\"fix\":\"Set the"
                                + " attributes of its kind.\"}]}",
                        "{\"kind\":\"tool\",\"rule\":\"K5\",\"input\":\"{}\",\"output\":\"1\",\"data\":{\"name\":\"t\"},\"error\":true,"
                                + "\"errorType\":\"Timeout\",\"findings\":[]}");
        assertThat(exit).isEqualTo(1);
    }

    private static final String TOOL_OF_SPRING_AI = """
            {"spanName":"tool_call weather","status":"Unset","attributes":{"spring.ai.tool.definition.name":"weather","spring.ai.tool.call.arguments":"{}","spring.ai.tool.call.result":"rain"}}
            """;

    @Test
    void showsSpansAsTheyAreSentBelowWhatWasEmitted() throws IOException {
        int exit = run("otel", "check", "--mapped", file(TOOL_OF_SPRING_AI));

        assertThat(out.toString().lines())
                .containsExactly(
                        "emitted by Spring AI: tool_call weather  ->  unknown, no input, no output",
                        "execute_tool weather  ->  tool  (K2: traceloop.span.kind = tool)",
                        "    input: {}",
                        "    output: rain",
                        "    name: weather");
        assertThat(exit).isZero();
    }

    @Test
    void judgesSpansAsTheyWereEmittedOtherwise() throws IOException {
        run("otel", "check", file(TOOL_OF_SPRING_AI));

        assertThat(out.toString())
                .startsWith("tool_call weather  ->  unknown  (K11")
                .doesNotContain("emitted by", "rain");
    }

    @Test
    void goodSpansExitWithZero() throws IOException {
        int exit = run("otel", "check", file("{\"spanName\":\"GET /\",\"attributes\":{}}"));

        assertThat(exit).isZero();
        assertThat(out.toString()).startsWith("GET /  ->  unknown  (K11");
    }

    @Test
    void showsTheCardTheFindingsAndTheTrace() throws IOException {
        int exit = run("otel", "check", file("""
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"s"}}]},"scopeSpans":[{"spans":[
            {"traceId":"0a","spanId":"01","name":"chat m","attributes":[
             {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
             {"key":"gen_ai.request.model","value":{"stringValue":"gpt\\u001b[31m"}},
             {"key":"gen_ai.usage.input_tokens","value":{"intValue":"12"}}]},
            {"traceId":"0a","spanId":"02","parentSpanId":"01","name":"step.task","attributes":[]}]}]}]}
            """));

        assertThat(exit).isEqualTo(1);
        assertThat(out.toString())
                .contains("chat m  ->  llm  (K4: gen_ai.operation.name = chat)")
                .contains("model: gpt\\u001b[31m")
                .contains("! published.system: ")
                .contains("      fix: ")
                .contains("trace 0a  ->  chat m, llm, 2 spans")
                .contains("tokens: 12 + 0 = 12 in the list, 12 + 0 = 12 in the export")
                .doesNotContain("\u001b");
    }

    @Test
    void nothingThatATerminalObeysReachesIt() throws IOException {
        String hostile = file("{\"spanName\":\"a\u009b31mb\u202ec\u2028d\u007fe\",\"attributes\":"
                + "{\"traceloop.span.kind\":\"agent\",\"gen_ai.agent.name\":\"x\u009b2Jy\u202ez\"}}");
        run("otel", "check", hostile);
        assertThat(out.toString())
                .contains("a\\u009b31mb\\u202ec\\u2028d\\u007fe  ->  agent", "name: x\\u009b2Jy\\u202ez");
        run("otel", "check", "--format", "json", hostile);
        assertThat(out.toString())
                .contains("\"name\":\"x\\u009b2Jy\\u202ez\"")
                .doesNotContain("\u009b", "\u202e", "\u2028", "\u007f");
    }

    @Test
    void noKeyOfASpanSteersTheTerminalThroughAFinding() throws IOException {
        run(
                "otel",
                "check",
                file("{\"spanName\":\"chat m\",\"attributes\":{\"gen_ai.operation.name\":\"chat\","
                        + "\"gen_ai.prompt\":\"a\",\"gen_ai.prompt.\u009b2J\u202e\\u001b]0;x\":\"b\"}}"));

        assertThat(out.toString())
                .contains("observer.key-below-key: gen_ai.prompt and gen_ai.prompt.")
                .doesNotContain("\u001b", "\u009b", "\u202e");
    }

    @Test
    void whatIsNoSpanIsAProblem() throws IOException {
        assertThat(run("otel", "check", file("nonsense"))).isEqualTo(1);
        assertThat(err.toString()).contains("spans.json: not JSON");
    }

    @Test
    void wrongUsageExitsWithTwo() {
        assertThat(run("otel", "check")).isEqualTo(2);
        assertThat(run("otel", "check", folder.resolve("missing").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("cannot read ").contains("missing");
        assertThat(run("otel", "check", "--format", "xml", "-")).isEqualTo(2);
    }
}
