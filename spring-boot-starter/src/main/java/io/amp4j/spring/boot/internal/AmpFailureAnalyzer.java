package io.amp4j.spring.boot.internal;

import io.amp4j.otel.AmpConfigurationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows what is wrong with AMP's settings in place of a stack trace. */
public final class AmpFailureAnalyzer extends AbstractFailureAnalyzer<AmpConfigurationException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, AmpConfigurationException cause) {
        return new FailureAnalysis(
                String.join("\n", cause.problems()),
                "Set amp.otel.endpoint and amp.agent.api-key (or amp.agent.api-key-file), or the variables AMP_OTEL_ENDPOINT and"
                        + " AMP_AGENT_API_KEY. Where no spans shall be sent, set amp.otel.enabled=false.",
                cause);
    }
}
