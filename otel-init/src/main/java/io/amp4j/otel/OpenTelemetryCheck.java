package io.amp4j.otel;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.io.IOException;
import java.io.InputStream;
import java.security.CodeSource;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the version of OpenTelemetry, and explains what to do if this library cannot work with it. */
final class OpenTelemetryCheck {
    private static final String LOWEST = "1.43.0";
    private static final int LOWEST_MINOR = 43;
    private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\..*");

    private OpenTelemetryCheck() {}

    /** A jar of OpenTelemetry as found on the class path. */
    private record Part(
            String name, @Nullable String version, @Nullable String location) {
        boolean isTooOld() {
            Matcher matcher = VERSION.matcher(version == null ? "" : version);
            if (!matcher.matches()) {
                // If the version is unknown, the check passes.
                return false;
            }
            int major = Integer.parseInt(matcher.group(1));
            return major < 1 || (major == 1 && Integer.parseInt(matcher.group(2)) < LOWEST_MINOR);
        }

        @Override
        public String toString() {
            String found = version == null ? "of unknown version" : version;
            return "the " + name + " " + found + (location == null ? "" : " (" + location + ")");
        }
    }

    /**
     * Runs {@code work}, and explains failures that an unsuitable OpenTelemetry causes.
     *
     * @throws AmpConfigurationException if OpenTelemetry is too old or incomplete
     */
    static <T> T guarded(Supplier<T> work) {
        try {
            Part api = part("API", () -> OpenTelemetry.class);
            Part sdk = part("SDK", () -> CompletableResultCode.class);
            if (api.isTooOld() || sdk.isTooOld()) {
                throw new AmpConfigurationException(List.of("OpenTelemetry is too old: found " + api + " and " + sdk
                        + "; the lowest version that works is " + LOWEST
                        + ", for API and SDK, which opentelemetry-bom sets together"));
            }
            return work.get();
        } catch (LinkageError e) {
            if (!isAbout(e)) {
                throw e;
            }
            throw new AmpConfigurationException(
                    List.of("OpenTelemetry does not fit: found " + part("API", () -> OpenTelemetry.class) + " and "
                            + part("SDK", () -> CompletableResultCode.class) + ", and " + reason(e)
                            + "; API and SDK must be of one version, the lowest that works is " + LOWEST
                            + "; opentelemetry-bom sets them together"),
                    e);
        }
    }

    private static String reason(Throwable e) {
        Throwable last = e;
        while (last.getCause() != null && last.getCause() != last) {
            last = last.getCause();
        }
        return last.getClass().getSimpleName() + ": " + last.getMessage();
    }

    /** The missing class may also be one of the program, which this cannot explain. */
    private static boolean isAbout(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage());
            if (text.contains("io/opentelemetry/") || text.contains("io.opentelemetry.")) {
                return true;
            }
        }
        return false;
    }

    private static Part part(String name, Supplier<Class<?>> type) {
        try {
            Class<?> found = type.get();
            CodeSource source = found.getProtectionDomain().getCodeSource();
            return new Part(
                    name,
                    version(found),
                    source == null || source.getLocation() == null
                            ? null
                            : source.getLocation().toString());
        } catch (LinkageError e) {
            return new Part(name, "(none)", null);
        }
    }

    /** OpenTelemetry's jars contain their version in a file beside their classes. */
    private static @Nullable String version(Class<?> type) {
        try (InputStream stream = type.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            if (stream != null) {
                properties.load(stream);
            }
            return properties.getProperty("sdk.version");
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }
}
