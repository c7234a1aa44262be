package io.amp4j.samples.frameworks.adk;

import com.google.adk.agents.LlmAgent;
import com.google.adk.agents.RunConfig;
import com.google.adk.models.Gemini;
import com.google.adk.runner.InMemoryRunner;
import com.google.adk.sessions.Session;
import com.google.adk.tools.Annotations.Schema;
import com.google.adk.tools.FunctionTool;
import com.google.genai.Client;
import com.google.genai.types.Content;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.Part;
import io.amp4j.samples.frameworks.recording.FakeGemini;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An agent of Google's ADK with one tool: two turns, a stream, a tool that fails, a model that refuses. */
public final class AdkProgram {
    private AdkProgram() {}

    /** What the model may ask. */
    public static Map<String, Object> weather(@Schema(name = "city", description = "the city") String city) {
        if (city.equals("Atlantis")) {
            throw new IllegalArgumentException("no such city: " + city);
        }
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("degrees", 4);
        found.put("sky", "rain");
        return found;
    }

    /** Runs it. */
    public static void main(String... arguments) {
        try (FakeGemini server = new FakeGemini()) {
            Client client = Client.builder()
                    .apiKey("test")
                    .httpOptions(HttpOptions.builder().baseUrl(server.baseUrl()).build())
                    .build();
            LlmAgent agent = LlmAgent.builder()
                    .name("travel_guide")
                    .description("answers travellers")
                    .model(Gemini.builder()
                            .modelName("gemini-2.5-flash")
                            .apiClient(client)
                            .build())
                    .instruction("You are a travel guide. Answer in one sentence.")
                    .generateContentConfig(GenerateContentConfig.builder()
                            .temperature(0.2f)
                            .maxOutputTokens(100)
                            .build())
                    .tools(FunctionTool.create(AdkProgram.class, "weather"))
                    .build();
            InMemoryRunner runner = new InMemoryRunner(agent, "guide");
            Session session = runner.sessionService()
                    .createSession("guide", "user", new ConcurrentHashMap<String, Object>(), "trip")
                    .blockingGet();
            ask(runner, session, "What do I wear in Oslo?", RunConfig.StreamingMode.NONE);
            ask(runner, session, "And on the fjord?", RunConfig.StreamingMode.SSE);
            ask(runner, session, "What do I wear in Atlantis?", RunConfig.StreamingMode.NONE);
            ask(runner, session, "overloaded", RunConfig.StreamingMode.NONE);
        }
        System.exit(0);
    }

    private static void ask(InMemoryRunner runner, Session session, String text, RunConfig.StreamingMode mode) {
        try {
            runner.runAsync(
                            "user",
                            session.id(),
                            Content.fromParts(Part.fromText(text)),
                            RunConfig.builder().setStreamingMode(mode).build())
                    .blockingSubscribe();
        } catch (RuntimeException expected) {
            System.err.println(text + ": " + expected);
        }
    }
}
