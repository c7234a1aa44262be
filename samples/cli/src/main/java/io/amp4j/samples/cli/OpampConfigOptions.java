package io.amp4j.samples.cli;

import io.amp4j.opamp.ConfigRestrictions;
import io.amp4j.opamp.HealthProbe;
import io.amp4j.opamp.HealthProbes;
import io.amp4j.opamp.LastKnownGood;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.OpampException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code amp4j opamp agent} about what a server may change, and when that is taken back. */
final class OpampConfigOptions {
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

    @Option(
            names = "--restrict",
            paramLabel = "FILE",
            description = "What the server may configure, as YAML: allow, deny, hosts, deny_values, on_violation."
                    + " Default: everything.")
    private @Nullable Path restrictions;

    @Option(
            names = "--health-url",
            paramLabel = "URL",
            description =
                    "The URL whose status tells if the agent is healthy: without 2xx, a new configuration and a new"
                            + " version of a package are taken back. Default: none are.")
    private @Nullable URI healthUrl;

    @Option(
            names = "--health-window",
            paramLabel = "SECONDS",
            description =
                    "For how long the agent has to be healthy with a new configuration. Default: ${DEFAULT-VALUE}.",
            defaultValue = "30")
    private long healthWindow;

    /** Sets what the options say. */
    void apply(OpampClientBuilder builder, List<String> problems) {
        if (restrictions != null) {
            OptionFile.read("--restrict", restrictions, problems).ifPresent(yaml -> {
                try {
                    builder.configValidator(ConfigRestrictions.parse(yaml));
                } catch (OpampException e) {
                    problems.add("--restrict: " + e.getMessage());
                }
            });
        }
        if (healthWindow <= 0 || healthWindow > Duration.ofDays(1).toSeconds()) {
            problems.add("--health-window must be from 1 second to a day: " + healthWindow);
            return;
        }
        health(problems)
                .ifPresent(probe -> builder.lastKnownGood(LastKnownGood.probedBy(probe)
                        .window(Duration.ofSeconds(healthWindow))
                        .build()));
    }

    /** Returns what says whether the agent is healthy, if anything does. */
    Optional<HealthProbe> health(List<String> problems) {
        try {
            return Optional.ofNullable(healthUrl).map(url -> HealthProbes.http(url, PROBE_TIMEOUT));
        } catch (IllegalArgumentException e) {
            problems.add("--health-url: " + e.getMessage());
            return Optional.empty();
        }
    }
}
