package io.amp4j.otel.internal.autoconfigure;

import io.amp4j.otel.AmpConfig;
import io.amp4j.otel.AmpConfigurationException;
import io.amp4j.otel.AmpOtel;
import io.amp4j.otel.internal.export.RegularFile;
import io.amp4j.otel.internal.log.Log;
import io.amp4j.otel.internal.setup.ConfigurationFile;
import io.amp4j.otel.internal.setup.Settings;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/** AMP in a configuration file of OpenTelemetry: the file selects AMP as exporter, and AMP's variables and properties configure it. */
final class FileExporter {
    private static final Log LOG = Log.of(AmpComponent.class);
    private static final int LARGEST = 4 << 20;
    private static final AtomicBoolean LOOKED = new AtomicBoolean();

    private FileExporter() {}

    static SpanExporter create(Set<String> keys) {
        if (!keys.isEmpty()) {
            LOG.warning("The exporter amp takes no settings from the configuration file; ignored: "
                    + String.join(", ", new TreeSet<>(keys))
                    + ". It is set up by AMP's environment variables and system properties");
        }
        AmpConfig config;
        try {
            config = AmpOtel.builder()
                    .environment(name -> concernsExporter(name) ? System.getenv(name) : null)
                    .systemProperties(name -> concernsExporter(name) ? System.getProperty(name) : null)
                    // It is the file's business, and no reason to warn here.
                    .serviceName("named by the file")
                    .config();
        } catch (AmpConfigurationException e) {
            // An error would end the agent, or the application.
            LOG.warning("No span is sent to AMP. " + String.join("; ", e.problems()));
            return SpanExporter.composite();
        }
        return AmpSpanExporterProvider.exporter(config, SpanLimits.getDefault());
    }

    private static boolean concernsExporter(String name) {
        return ZeroCodeCustomizers.concernsExporter(
                name.toLowerCase(Locale.ROOT).replace('_', '.'));
    }

    /** Looks once whether the file, if there is one, sends anything to AMP. */
    static void lookIntoFile() {
        if (LOOKED.compareAndSet(false, true)) {
            Settings settings = new Settings(System::getenv, System::getProperty);
            ConfigurationFile.warning(settings, FileExporter::text).ifPresent(LOG::warning);
        }
    }

    /** Returns the text of a file, if it can be read; otherwise OpenTelemetry itself reports the problem. */
    static Optional<String> text(String path) {
        try {
            return Optional.of(new String(RegularFile.read(Path.of(path), LARGEST), StandardCharsets.UTF_8));
        } catch (IOException | IllegalArgumentException | SecurityException e) {
            return Optional.empty();
        }
    }
}
