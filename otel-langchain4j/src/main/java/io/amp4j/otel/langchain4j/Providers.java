package io.amp4j.otel.langchain4j;

import dev.langchain4j.model.ModelProvider;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** OpenTelemetry's names of providers. Looked up by the constants' names, because not every version has all constants. */
final class Providers {
    private Providers() {}

    static String name(@Nullable ModelProvider provider) {
        if (provider == null) {
            return "langchain4j";
        }
        return switch (provider.name()) {
            case "OPEN_AI" -> "openai";
            case "AMAZON_BEDROCK" -> "aws.bedrock";
            case "AZURE_OPEN_AI" -> "azure.ai.openai";
            case "GITHUB_MODELS", "MICROSOFT_FOUNDRY" -> "azure.ai.inference";
            case "GOOGLE_AI_GEMINI", "GOOGLE_GENAI" -> "gcp.gemini";
            case "GOOGLE_VERTEX_AI_GEMINI", "GOOGLE_VERTEX_AI_ANTHROPIC" -> "gcp.vertex_ai";
            case "WATSONX" -> "ibm.watsonx.ai";
            case "OTHER" -> "langchain4j";
            default -> provider.name().toLowerCase(Locale.ROOT);
        };
    }
}
