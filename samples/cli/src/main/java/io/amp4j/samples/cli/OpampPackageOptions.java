package io.amp4j.samples.cli;

import io.amp4j.opamp.HealthProbe;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.packages.DirectoryInstaller;
import io.amp4j.opamp.packages.PackageOptions;
import io.amp4j.opamp.packages.PackagePolicy;
import io.amp4j.opamp.packages.PackageSignature;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code amp4j opamp agent} about packages. */
final class OpampPackageOptions {
    @Option(
            names = "--packages-dir",
            paramLabel = "DIR",
            description =
                    "Install the packages that the server offers below DIR, in DIR/NAME/current. Default: take none.")
    private @Nullable Path directory;

    @Option(
            names = "--trust-key",
            paramLabel = "FILE",
            description = "Take only packages signed by this public key, PEM; repeatable. Needs --packages-dir."
                    + " Default: signatures do not matter.")
    private List<Path> keys = new ArrayList<>();

    /** Has the client take packages, if it is to. */
    void apply(OpampClientBuilder builder, String endpoint, Optional<HealthProbe> health, List<String> problems) {
        Path into = directory;
        if (into == null) {
            if (!keys.isEmpty()) {
                problems.add("--trust-key needs --packages-dir");
            }
            return;
        }
        boolean plain = endpoint.toLowerCase(Locale.ROOT).matches("(?s)(http|ws):.*");
        PackageOptions.Builder options = PackageOptions.builder(DirectoryInstaller.in(into))
                .policy(PackagePolicy.builder()
                        .requiresSignature(!keys.isEmpty())
                        // What comes over such a connection can say anything anyway.
                        .allowsPlainHttp(plain)
                        .build());
        health.ifPresent(options::healthProbe);
        if (!keys.isEmpty()) {
            StringBuilder pem = new StringBuilder();
            keys.forEach(key -> pem.append(
                            OptionFile.read("--trust-key", key, problems).orElse(""))
                    .append('\n'));
            try {
                options.signature(PackageSignature.ofPem(pem.toString()));
            } catch (IllegalArgumentException e) {
                problems.add("--trust-key: " + e.getMessage());
            }
        }
        if (problems.isEmpty()) {
            builder.packages(options.build());
        }
    }
}
