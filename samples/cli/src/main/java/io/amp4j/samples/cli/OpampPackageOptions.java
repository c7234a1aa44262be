package io.amp4j.samples.cli;

import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.packages.DirectoryInstaller;
import io.amp4j.opamp.packages.PackageOptions;
import io.amp4j.opamp.packages.PackagePolicy;
import io.amp4j.opamp.packages.PackageSignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code amp4j opamp agent} about packages. */
final class OpampPackageOptions {
    private static final int LARGEST_KEY_FILE = 64 << 10;

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
    void apply(OpampClientBuilder builder, String endpoint, List<String> problems) {
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
        if (!keys.isEmpty()) {
            StringBuilder pem = new StringBuilder();
            keys.forEach(key -> pem.append(read(key, problems)).append('\n'));
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

    private static String read(Path key, List<String> problems) {
        try {
            if (!Files.isRegularFile(key)) {
                problems.add("--trust-key: " + ShownPath.of(key) + " is not a file");
            } else if (Files.size(key) > LARGEST_KEY_FILE) {
                problems.add(
                        "--trust-key: " + ShownPath.of(key) + " is larger than " + (LARGEST_KEY_FILE >> 10) + " KiB");
            } else {
                return Files.readString(key);
            }
        } catch (IOException e) {
            problems.add("--trust-key: " + ShownPath.of(key) + " cannot be read");
        }
        return "";
    }
}
