package io.amp4j.samples.cli;

import io.amp4j.otel.AmpConfigurationException;
import io.amp4j.otel.AmpOtel;
import io.amp4j.otel.AmpOtelBuilder;
import io.amp4j.otel.ExportStatistics;
import io.amp4j.otel.Registration;
import io.amp4j.otel.span.AgentSpan;
import io.amp4j.otel.span.AmpSpans;
import io.amp4j.otel.span.ChainSpan;
import io.amp4j.otel.span.LlmSpan;
import io.amp4j.otel.span.Message;
import io.amp4j.otel.span.ToolDefinition;
import io.opentelemetry.api.trace.SpanContext;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code amp4j otel send}: one sample trace with a span of each kind. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        description = {
            "Sends one trace with a span of each kind, to see whether an endpoint takes it and how AMP shows it.",
            "Reads AMP_OTEL_ENDPOINT and AMP_AGENT_API_KEY as initOtel() does."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:all spans were taken",
            "1:some were not",
            "2:wrong usage or configuration, or sampling is off"
        })
final class OtelSendCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String DEFAULT_SERVICE_NAME = "amp4j-sample";

    @Option(names = "--endpoint", paramLabel = "URL", description = "In place of AMP_OTEL_ENDPOINT.")
    private @Nullable String endpoint;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "A file that holds the key, in place of AMP_AGENT_API_KEY.")
    private @Nullable Path keyFile;

    @Option(
            names = "--service-name",
            paramLabel = "NAME",
            description = "In place of OTEL_SERVICE_NAME. Default without either: " + DEFAULT_SERVICE_NAME + ".")
    private @Nullable String serviceName;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (AmpOtel otel = otel()) {
            SpanContext trace = sample(AmpSpans.using(otel.tracer("amp4j-cli"))
                    .framework("amp4j")
                    .content(otel.config().content()));
            if (!trace.isSampled()) {
                err.println("no span was sent: "
                        + (otel.registration() == Registration.DISABLED
                                ? "OTEL_SDK_DISABLED is true"
                                : "the sampler that OTEL_TRACES_SAMPLER asks for dropped the trace"));
                err.flush();
                return CommandLine.ExitCode.USAGE;
            }
            otel.flush(TIMEOUT);
            return tell(trace.getTraceId(), otel, out, err);
        } catch (AmpConfigurationException wrong) {
            err.println(wrong.getMessage());
            err.flush();
            return CommandLine.ExitCode.USAGE;
        }
    }

    private static int tell(String trace, AmpOtel otel, PrintWriter out, PrintWriter err) {
        ExportStatistics sent = otel.statistics();
        out.println("trace " + trace + ": " + sent.delivered() + " spans taken by "
                + otel.config().endpoint());
        out.flush();
        if (sent.delivered() > 0 && sent.isComplete()) {
            return ExitCode.GOOD;
        }
        err.println(sent.rejected() + " spans refused, " + sent.lost() + " lost, " + sent.dropped() + " dropped");
        err.flush();
        return ExitCode.PROBLEMS;
    }

    private AmpOtel otel() {
        AmpOtelBuilder builder = AmpOtel.builder();
        if (endpoint != null) {
            builder.endpoint(endpoint);
        }
        if (keyFile != null) {
            // As a setting of the environment it is read at once, and named together with all else that is wrong.
            String file = keyFile.toString();
            builder.systemProperties(name -> name.equals("amp.agent.api.key.file") ? file : System.getProperty(name));
        }
        if (serviceName != null) {
            builder.serviceName(serviceName);
        } else if (builder.config().serviceName().isEmpty()) {
            builder.serviceName(DEFAULT_SERVICE_NAME);
        }
        return builder.standalone();
    }

    /** Emits the trace and returns what it is known by. */
    static SpanContext sample(AmpSpans spans) {
        ToolDefinition weather = ToolDefinition.of(
                "get_weather",
                "The weather in a city",
                "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}");
        Message question = Message.user("Do I need an umbrella in Colombo?");
        Message call =
                Message.assistant(List.of(new Message.ToolCall("call-1", "get_weather", "{\"city\":\"Colombo\"}")));
        try (AgentSpan agent = spans.agent("travel-helper")
                .instructions("Answer in one sentence.")
                .conversation("sample")
                .tools(List.of(weather))
                .input(List.of(question))
                .start()) {
            search(spans);
            try (LlmSpan model = spans.llm("openai", "gpt-4o-mini")
                    .tools(List.of(weather))
                    .temperature(0.2)
                    .input(List.of(question))
                    .start()) {
                model.output(List.of(call)).finishReason("tool_calls").tokensUsed(48, 12);
            }
            spans.tool("get_weather")
                    .callId("call-1")
                    .arguments(Map.of("city", "Colombo"))
                    .call(tool -> tool.result(Map.of("rain", true)));
            try (LlmSpan model = spans.llm("openai", "gpt-4o-mini")
                    .input(List.of(question, call, Message.tool("call-1", "{\"rain\":true}")))
                    .start()) {
                model.append("Yes, take ")
                        .append("an umbrella.")
                        .finishReason("stop")
                        .tokensUsed(70, 9);
            }
            agent.answer("Yes, take an umbrella.");
            return agent.span().getSpanContext();
        }
    }

    private static void search(AmpSpans spans) {
        try (ChainSpan chain = spans.task("recall").input("umbrella Colombo").start()) {
            spans.embedding("openai", "text-embedding-3-small")
                    .input(List.of("umbrella Colombo"))
                    .call(embedding -> embedding.tokensUsed(3));
            spans.retriever("pgvector", "travel-notes")
                    .query("umbrella Colombo")
                    .topK(2)
                    .call(retriever -> retriever.documents(List.of("It rains most in November.", "Bring a hat.")));
            spans.rerank("cohere", "rerank-v3.5").call(rerank -> rerank);
            chain.output("It rains most in November.");
        }
    }
}
