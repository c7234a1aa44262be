package io.amp4j.samples.frameworks.agentic;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.agentic.observability.AgentListener;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import io.amp4j.otel.langchain4j.LangChain4jSpans;
import io.amp4j.otel.span.AmpSpans;
import io.amp4j.samples.frameworks.recording.FakeOpenAi;
import io.amp4j.samples.frameworks.recording.PrintedSpans;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.util.List;

/** A sequence of two agents, of which the first has a tool; and the same with a model that refuses. */
public final class AgenticProgram {
    private AgenticProgram() {}

    /** Says what to wear. */
    public interface Guide {
        /** Answers. */
        @SystemMessage("You are a travel guide. Answer in one sentence.")
        @UserMessage("What do I wear in {{city}}?")
        @Agent(name = "guide", outputKey = "advice", description = "Says what to wear")
        String advise(@V("city") String city);
    }

    /** Shortens it. */
    public interface Editor {
        /** Answers. */
        @UserMessage("Shorten: {{advice}}")
        @Agent(name = "editor", outputKey = "answer", description = "Shortens a text")
        String shorten(@V("advice") String advice);
    }

    /** Both. */
    public interface Helper {
        /** Answers. */
        @Agent(name = "helper")
        String help(@V("city") String city);
    }

    /** What the model may ask. */
    static final class Weather {
        @Tool(name = "weather", value = "The weather of a city today")
        String weather(String city) {
            return "4 degrees and rain in " + city;
        }
    }

    /** Runs it. */
    public static void main(String... arguments) {
        PrintedSpans.setUp();
        LangChain4jSpans spans = LangChain4jSpans.using(AmpSpans.using(GlobalOpenTelemetry.getTracer("assistant")));
        try (FakeOpenAi server = new FakeOpenAi()) {
            OpenAiChatModel model = OpenAiChatModel.builder()
                    .baseUrl(server.baseUrl())
                    .apiKey("sk-test")
                    .modelName("gpt-4o-mini")
                    .maxRetries(0)
                    .listeners(List.of(spans.listener()))
                    .build();
            Guide guide = AgenticServices.agentBuilder(Guide.class)
                    .chatModel(model)
                    .tools(spans.tools(new Weather()))
                    .build();
            Editor editor =
                    AgenticServices.agentBuilder(Editor.class).chatModel(model).build();
            Helper helper = AgenticServices.sequenceBuilder(Helper.class)
                    .subAgents(guide, editor)
                    .outputKey("answer")
                    .listener(spans.agents(AgentListener.class))
                    .build();
            helper.help("Oslo");
            try {
                helper.help("overloaded");
            } catch (RuntimeException expected) {
                return;
            }
            throw new IllegalStateException("the fake model answered");
        }
    }
}
