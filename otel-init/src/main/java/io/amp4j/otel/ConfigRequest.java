package io.amp4j.otel;

import io.amp4j.otel.export.ContentPolicy;
import io.amp4j.otel.export.SpanSelection;
import io.amp4j.otel.internal.setup.EndpointRule;
import io.amp4j.otel.internal.setup.HeaderRule;
import io.amp4j.otel.internal.setup.Settings;
import io.amp4j.otel.internal.text.Printable;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of the program, before they are combined with the environment. Program settings override system properties, and those
 * override variables; only for content the stricter setting applies.
 *
 * @param ownSampler whether the program has set a sampler
 * @param ownPropagators whether the program has set propagators
 */
record ConfigRequest(
        Settings settings,
        Optional<String> endpoint,
        Optional<HeaderSource> headers,
        Optional<String> serviceName,
        Map<String, String> resource,
        Optional<ContentPolicy> content,
        Optional<SpanSelection> spans,
        Optional<Boolean> debug,
        boolean ownSampler,
        boolean ownPropagators) {
    private static final String ENDPOINT = "AMP_OTEL_ENDPOINT";
    private static final String KEY = "AMP_AGENT_API_KEY";
    private static final String KEY_FILE = "AMP_AGENT_API_KEY_FILE";
    /** A placeholder for an endpoint that is not set and not needed, because a disabled SDK sends nothing. */
    private static final URI DISABLED_ENDPOINT = URI.create("https://disabled.invalid" + EndpointRule.TRACES_PATH);

    private static final String VERSION_ATTRIBUTE = "agent-manager/agent-version";

    /** Returns the configuration, or throws with every problem at once. */
    AmpConfig resolve() {
        List<String> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        StandardVariables standard = new StandardVariables(settings, problems);
        Optional<URI> target = target(problems, standard.disabled());
        Optional<HeaderSource> source = headers.or(() -> source(problems, warnings, standard.disabled()));
        Map<String, String> attributes = attributes(standard, problems);
        SdkSettings sdk = standard.read(ownSampler, ownPropagators);
        target.flatMap(endpoint -> sdk.transport().proxies().rule().to(endpoint).problem())
                .ifPresent(problems::add);
        if (target.isEmpty() || source.isEmpty() || !problems.isEmpty()) {
            throw new AmpConfigurationException(problems);
        }
        if (EndpointRule.exposesKey(target.get())) {
            warnings.add("The API key and all content go to " + EndpointRule.address(target.get())
                    + " without encryption; use https unless that network is trusted");
        }
        if (!attributes.containsKey(AmpConfig.SERVICE_NAME) && !sdk.disabled()) {
            warnings.add(
                    "No service name is set, so traces appear as unknown_service:java; set OTEL_SERVICE_NAME or give"
                            + " one to the builder");
        }
        ContentPolicy policy = policy(warnings);
        boolean verbose = debug.orElseGet(() ->
                settings.find("AMP_DEBUG").map(found -> isYes(found.value())).orElse(false));
        SpanSelection chosen = spans.orElseGet(() -> selection(warnings));
        return new AmpConfig(target.get(), source.get(), attributes, policy, chosen, verbose, sdk, warnings);
    }

    private Optional<URI> target(List<String> problems, boolean disabled) {
        if (endpoint.isPresent()) {
            if (endpoint.get().isBlank()) {
                problems.add("the endpoint given to the builder is blank; leave it out to use " + ENDPOINT);
                return Optional.empty();
            }
            return EndpointRule.resolve("the endpoint given to the builder", endpoint.get(), problems);
        }
        Optional<Settings.Found> found = settings.find(ENDPOINT);
        if (found.isEmpty() && disabled) {
            return Optional.of(DISABLED_ENDPOINT);
        }
        if (found.isEmpty()) {
            problems.add(ENDPOINT
                    + " is required but not set; use the OTel endpoint that the AMP Console shows for this agent");
            return Optional.empty();
        }
        return EndpointRule.resolve(found.get().source(), found.get().value(), problems);
    }

    private Optional<HeaderSource> source(List<String> problems, List<String> warnings, boolean disabled) {
        Optional<Settings.Found> file = settings.find(KEY_FILE);
        if (file.isPresent()) {
            try {
                HeaderSource source = HeaderSource.apiKeyFile(Path.of(file.get().value()));
                source.headers();
                return Optional.of(source);
            } catch (InvalidPathException e) {
                problems.add(file.get().source() + " is not a path: it is "
                        + Printable.described(file.get().value()) + "; is it the key itself, which belongs in " + KEY
                        + "?");
            } catch (IllegalStateException e) {
                problems.add(file.get().source() + ": " + e.getMessage());
            }
            return Optional.empty();
        }
        Optional<Settings.Found> key = settings.find(KEY);
        if (key.isEmpty() && disabled) {
            return Optional.of(HeaderSource.of(Map.of()));
        }
        if (key.isEmpty()) {
            problems.add(KEY
                    + " is required but not set; use the key that the AMP Console generated for this agent, or name a"
                    + " file that holds it in " + KEY_FILE);
            return Optional.empty();
        }
        Optional<String> problem =
                HeaderRule.keyProblem(key.get().source(), key.get().value());
        problem.ifPresent(problems::add);
        if (problem.isEmpty() && key.get().value().matches("([\"']).*\\1")) {
            warnings.add(key.get().source()
                    + " is wrapped in quotes, which are sent as part of the key; remove them if AMP answers 401");
        }
        return problem.isPresent()
                ? Optional.empty()
                : Optional.of(HeaderSource.apiKey(key.get().value()));
    }

    private Map<String, String> attributes(StandardVariables standard, List<String> problems) {
        Map<String, String> attributes = new LinkedHashMap<>(standard.resourceAttributes());
        settings.find("AMP_AGENT_VERSION").ifPresent(found -> attributes.put(VERSION_ATTRIBUTE, found.value()));
        settings.find("OTEL_SERVICE_NAME").ifPresent(found -> attributes.put(AmpConfig.SERVICE_NAME, found.value()));
        attributes.putAll(resource);
        serviceName.ifPresent(name -> {
            if (name.isBlank()) {
                problems.add("the service name given to the builder is blank; leave it out to use OTEL_SERVICE_NAME");
            }
            attributes.put(AmpConfig.SERVICE_NAME, name);
        });
        // A blank name would be shown as no name; without one OpenTelemetry at least uses unknown_service.
        attributes.computeIfPresent(AmpConfig.SERVICE_NAME, (key, name) -> name.isBlank() ? null : name);
        return attributes;
    }

    /**
     * The stricter setting applies: a program can redact more than the operator requires, but never send what the operator has turned off.
     */
    private ContentPolicy policy(List<String> warnings) {
        // Either variable turns content off: the one that AMP's samples read and the one that AMP documents.
        boolean ours = captures("AMP_TRACE_CONTENT", warnings);
        boolean theirs = captures("TRACELOOP_TRACE_CONTENT", warnings);
        return ours && theirs ? content.orElse(ContentPolicy.CAPTURE) : ContentPolicy.REDACT;
    }

    private SpanSelection selection(List<String> warnings) {
        Optional<Settings.Found> found = settings.find("AMP_TRACE_SPANS");
        String word = found.map(value -> value.value().toLowerCase(Locale.ROOT)).orElse("all");
        return switch (word) {
            case "all" -> SpanSelection.ALL;
            case "agent-traces" -> SpanSelection.AGENT_TRACES;
            case "agent-spans" -> SpanSelection.AGENT_SPANS;
            default -> {
                warnings.add(found.orElseThrow().source()
                        + " is none of all, agent-traces, agent-spans and was taken as all: every span is sent");
                yield SpanSelection.ALL;
            }
        };
    }

    /** An unknown value of the switch hardly means that everything may be sent. */
    private boolean captures(String variable, List<String> warnings) {
        Optional<Settings.Found> found = settings.find(variable);
        if (found.isEmpty() || isYes(found.get().value())) {
            return true;
        }
        if (!isNo(found.get().value())) {
            warnings.add(found.get().source()
                    + " is neither true nor false and was taken as false: no content is sent; set it to one of"
                    + " the two");
        }
        return false;
    }

    private static boolean isNo(String value) {
        return List.of("0", "false", "no", "off").contains(value.toLowerCase(Locale.ROOT));
    }

    private static boolean isYes(String value) {
        return List.of("1", "true", "yes", "on").contains(value.toLowerCase(Locale.ROOT));
    }
}
