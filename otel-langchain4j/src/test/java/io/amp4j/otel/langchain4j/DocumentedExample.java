package io.amp4j.otel.langchain4j;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.service.AiServices;
import io.amp4j.otel.AmpOtel;
import java.util.List;

/** The example of the documents, so that it compiles; {@link DocumentedExampleTest} holds them together. */
final class DocumentedExample {
    private DocumentedExample() {}

    interface Assistant {
        String answer(String question);
    }

    static final class Weather {
        @Tool("The weather of a city today")
        String weather(String city) {
            return "4 degrees and rain in " + city;
        }
    }

    // spotless:off
    static Assistant assistant(AmpOtel amp) {
        LangChain4jSpans spans = LangChain4jSpans.using(amp.spans("assistant"));
        ChatModel model = OpenAiChatModel.builder().listeners(List.of(spans.listener())).build();
        Assistant assistant = spans.service(
                Assistant.class,
                AiServices.builder(Assistant.class).chatModel(model).tools(spans.tools(new Weather())).build());
        return assistant;
    }
    // spotless:on
}
