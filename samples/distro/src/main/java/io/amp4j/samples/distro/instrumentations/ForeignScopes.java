package io.amp4j.samples.distro.instrumentations;

import java.util.List;
import java.util.Set;

/**
 * Instrumentations that bring in telemetry of others: log records with the name of the application's logger, spans and metrics of
 * whoever calls OpenTelemetry's API, meters that the application has with Micrometer or Dropwizard. To drop what has their own scope
 * would be to drop nothing, or what the application itself measures.
 */
final class ForeignScopes {
    private static final Set<String> NAMES =
            Set.of("java-util-logging", "opentelemetry-api", "azure-core", "micrometer", "dropwizard-metrics");
    private static final List<String> ENDINGS = List.of("-appender", "-mdc", "-context-data");

    private ForeignScopes() {}

    static boolean has(Instrumentation instrumentation) {
        String name = instrumentation.names().get(0);
        return NAMES.contains(name) || ENDINGS.stream().anyMatch(name::endsWith);
    }
}
