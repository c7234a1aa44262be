package io.amp4j.otel.internal.contract;

import io.amp4j.otel.contract.data.AgentDetails;
import io.amp4j.otel.contract.data.SpanDetails;
import org.jspecify.annotations.Nullable;

/** The keys of the CrewAI framework, which the observer reads in place of the usual ones. */
final class CrewAi {
    static final String INPUT = "crewai.crew.tasks_output";
    static final String OUTPUT = "crewai.crew.result";

    private CrewAi() {}

    /** Returns whether the span is one of CrewAI's: by its vendor or by any key. */
    static boolean matches(Keys keys) {
        String vendor = PreviewRules.vendor(keys);
        return (vendor != null && GoText.lower(vendor).equals("crewai")) || keys.startingWith("crewai.") != null;
    }

    static SpanDetails agentDetails(Keys keys) {
        String role = keys.text("crewai.agent.role");
        String name = role == null ? keys.filled("crewai.crew.name") : GoText.trim(role);
        return AgentDetails.builder()
                .name(name == null || name.isEmpty() ? null : name)
                .tools(Tools.owned(keys.text("crewai.agent.tools")))
                .framework("crewai")
                .systemPrompt(systemPrompt(keys))
                .maxIterations(
                        keys.value("crewai.agent.max_iter") instanceof Number number ? (long) number.doubleValue() : 0)
                .tokens(Usage.ofCrew(keys))
                .build();
    }

    private static @Nullable String systemPrompt(Keys keys) {
        StringBuilder prompt = new StringBuilder();
        for (String part : new String[] {"role", "goal", "backstory"}) {
            String text = keys.text("crewai.agent." + part);
            String trimmed = text == null ? "" : GoText.trim(text);
            if (!trimmed.isEmpty()) {
                prompt.append(prompt.isEmpty() ? "" : "\n")
                        .append(part)
                        .append(": >\n  ")
                        .append(trimmed);
            }
        }
        return prompt.isEmpty() ? null : prompt.toString();
    }
}
