package io.amp4j.otel;

import io.amp4j.otel.SdkSettings.Batch;
import io.amp4j.otel.SdkSettings.Propagation;
import io.amp4j.otel.SdkSettings.SamplerKind;
import io.amp4j.otel.SdkSettings.Sampling;
import io.amp4j.otel.SdkSettings.Transport;
import io.amp4j.otel.internal.setup.ProxyRule;
import io.amp4j.otel.internal.setup.Settings;
import io.amp4j.otel.internal.text.Printable;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanLimitsBuilder;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the standard OpenTelemetry variables; docs/otel-setup.md has the table. Pure: settings in, values and problems out. */
final class StandardVariables {
    private static final Pattern DURATION = Pattern.compile("0*([1-9]\\d{0,8})\\s*(ms|s|m|h|d)?");

    /** Text that was probably meant as a number or a duration; a short word is not a key. */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9.]{1,12} ?[a-z]{0,8}|[A-Za-z]{1,8}");

    /** Text that was probably meant as the name of a choice. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z_]{1,26}|b3(?:multi)?");

    private final Settings settings;
    private final List<String> problems;

    StandardVariables(Settings settings, List<String> problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /** {@code OTEL_SDK_DISABLED}. */
    boolean disabled() {
        return settings.find("OTEL_SDK_DISABLED")
                .map(found -> found.value().equalsIgnoreCase("true"))
                .orElse(false);
    }

    /**
     * @param ownSampler whether the application has set a sampler, so that the variables do not apply
     * @param ownPropagators the same for propagators
     */
    SdkSettings read(boolean ownSampler, boolean ownPropagators) {
        return new SdkSettings(
                disabled(),
                batch(),
                ownSampler ? new Sampling(SamplerKind.PARENTBASED_ALWAYS_ON, 1) : sampling(),
                ownPropagators ? List.of() : propagators(),
                limits(),
                transport());
    }

    /** {@code OTEL_RESOURCE_ATTRIBUTES}: {@code key=value,key=value}, values percent-encoded. */
    Map<String, String> resourceAttributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        settings.find("OTEL_RESOURCE_ATTRIBUTES").ifPresent(found -> {
            for (String pair : found.value().split(",", -1)) {
                if (pair.isBlank()) {
                    continue;
                }
                int equals = pair.indexOf('=');
                String key = equals < 0 ? "" : pair.substring(0, equals).strip();
                if (key.isEmpty()) {
                    problems.add(found.source() + " has an entry that is not key=value: "
                            + Printable.described(pair.strip()));
                    continue;
                }
                String value = pair.substring(equals + 1).strip();
                try {
                    // A plus sign is literal here, unlike in a form.
                    attributes.put(key, URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    problems.add(
                            found.source() + " has, after the sign = at character " + (equals + 1) + " of an entry,"
                                    + " a value that is not percent-encoded correctly; write % itself as %25");
                }
            }
        });
        return attributes;
    }

    private Batch batch() {
        Duration delay = millis("OTEL_BSP_SCHEDULE_DELAY", 5_000);
        int queue = count("OTEL_BSP_MAX_QUEUE_SIZE", 2_048);
        int size = count("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", Math.min(512, queue));
        Duration timeout = millis("OTEL_BSP_EXPORT_TIMEOUT", 30_000);
        if (size > queue) {
            problems.add("OTEL_BSP_MAX_EXPORT_BATCH_SIZE (" + size
                    + ") must not be larger than OTEL_BSP_MAX_QUEUE_SIZE (" + queue + ")");
        }
        return new Batch(delay, queue, size, timeout);
    }

    private Sampling sampling() {
        SamplerKind kind = settings.find("OTEL_TRACES_SAMPLER")
                .flatMap(found -> choice(found, SamplerKind.values()))
                .orElse(SamplerKind.PARENTBASED_ALWAYS_ON);
        boolean usesRatio = kind == SamplerKind.TRACEIDRATIO || kind == SamplerKind.PARENTBASED_TRACEIDRATIO;
        double ratio = usesRatio
                ? settings.find("OTEL_TRACES_SAMPLER_ARG").map(this::ratio).orElse(1.0)
                : 1.0;
        return new Sampling(kind, ratio);
    }

    private double ratio(Settings.Found found) {
        try {
            double ratio = Double.parseDouble(found.value());
            if (ratio >= 0 && ratio <= 1) {
                return ratio;
            }
        } catch (NumberFormatException e) {
            // Reported below, as for a number out of range.
        }
        problems.add(found.source() + " must be a number from 0 to 1, found " + shown(NUMBER, found.value()));
        return 1;
    }

    private List<Propagation> propagators() {
        Optional<Settings.Found> setting = settings.find("OTEL_PROPAGATORS");
        if (setting.isEmpty()) {
            return List.of(Propagation.TRACECONTEXT, Propagation.BAGGAGE);
        }
        List<Propagation> propagators = new ArrayList<>();
        Settings.Found found = setting.get();
        for (String name : found.value().split(",", -1)) {
            if (name.isBlank() || name.strip().equals("none")) {
                continue;
            }
            choice(new Settings.Found(found.source(), name.strip()), Propagation.values())
                    .filter(propagation -> !propagators.contains(propagation))
                    .ifPresent(propagators::add);
        }
        return propagators;
    }

    private SpanLimits limits() {
        SpanLimitsBuilder limits = SpanLimits.builder();
        limit("OTEL_ATTRIBUTE_COUNT_LIMIT", limits::setMaxNumberOfAttributes);
        limit("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", limits::setMaxNumberOfAttributes);
        limit("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", limits::setMaxAttributeValueLength);
        limit("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", limits::setMaxAttributeValueLength);
        limit("OTEL_SPAN_EVENT_COUNT_LIMIT", limits::setMaxNumberOfEvents);
        limit("OTEL_SPAN_LINK_COUNT_LIMIT", limits::setMaxNumberOfLinks);
        limit("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", limits::setMaxNumberOfAttributesPerEvent);
        limit("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", limits::setMaxNumberOfAttributesPerLink);
        return limits.build();
    }

    private Transport transport() {
        Duration timeout = millis("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT", 10_000);
        boolean gzip = first("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "OTEL_EXPORTER_OTLP_COMPRESSION")
                .map(found -> {
                    boolean compressed = found.value().equalsIgnoreCase("gzip");
                    if (!compressed && !found.value().equalsIgnoreCase("none")) {
                        problems.add(found.source() + " must be gzip or none, found " + shown(WORD, found.value()));
                    }
                    return compressed;
                })
                .orElse(false);
        Optional<Path> certificates = first("OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "OTEL_EXPORTER_OTLP_CERTIFICATE")
                .flatMap(found -> {
                    try {
                        return Optional.of(Path.of(found.value()));
                    } catch (InvalidPathException e) {
                        problems.add(found.source() + " is not a path: it is " + Printable.described(found.value()));
                        return Optional.empty();
                    }
                });
        return new Transport(timeout, gzip, certificates, new ProxyVariables(ProxyRule.of(settings)));
    }

    private Optional<Settings.Found> first(String variable, String fallback) {
        return settings.find(variable).or(() -> settings.find(fallback));
    }

    private void limit(String variable, IntConsumer setter) {
        settings.find(variable)
                .ifPresent(found -> number(found, 1).ifPresent(value -> setter.accept(value.intValue())));
    }

    private int count(String variable, int otherwise) {
        return settings.find(variable)
                .flatMap(found -> number(found, 1))
                .map(Long::intValue)
                .orElse(otherwise);
    }

    private Duration millis(String variable, long otherwise) {
        return millis(variable, variable, otherwise);
    }

    private Duration millis(String variable, String fallback, long otherwise) {
        return first(variable, fallback).flatMap(this::duration).orElse(Duration.ofMillis(otherwise));
    }

    /** Milliseconds, or a number with a unit, as OpenTelemetry's autoconfiguration reads it. */
    private Optional<Duration> duration(Settings.Found found) {
        Matcher matcher = DURATION.matcher(found.value());
        if (!matcher.matches()) {
            problems.add(found.source()
                    + " must be a number of milliseconds above 0, or a number with one of the units ms, s, m, h, d;"
                    + " found " + shown(NUMBER, found.value()));
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (String.valueOf(matcher.group(2))) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    case "d" -> Duration.ofDays(number);
                    default -> Duration.ofMillis(number);
                });
    }

    private Optional<Long> number(Settings.Found found, long least) {
        try {
            long number = Long.parseLong(found.value());
            if (number >= least && number <= Integer.MAX_VALUE) {
                return Optional.of(number);
            }
        } catch (NumberFormatException e) {
            // Reported below, as for a number out of range.
        }
        problems.add(found.source() + " must be a whole number from " + least + " to " + Integer.MAX_VALUE + ", found "
                + shown(NUMBER, found.value()));
        return Optional.empty();
    }

    /** Quotes only text of the expected form; anything else may be a secret in the wrong variable. */
    private static String shown(Pattern wanted, String value) {
        return wanted.matcher(value).matches() ? "\"" + value + "\"" : Printable.described(value);
    }

    private <T extends Enum<T>> Optional<T> choice(Settings.Found found, T[] choices) {
        List<String> names = new ArrayList<>();
        for (T choice : choices) {
            String name = choice.name().toLowerCase(Locale.ROOT);
            if (name.equals(found.value().toLowerCase(Locale.ROOT))) {
                return Optional.of(choice);
            }
            names.add(name);
        }
        problems.add(found.source() + " names " + shown(WORD, found.value()) + ", which is not built in; known are "
                + String.join(", ", names) + " (give others to the builder)");
        return Optional.empty();
    }
}
