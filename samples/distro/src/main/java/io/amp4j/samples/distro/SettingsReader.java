package io.amp4j.samples.distro;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@link Settings}, and collects everything that is wrong with them. */
final class SettingsReader {
    private static final String ENDPOINT = "amp4j.opamp.endpoint";
    private static final int LONGEST_HEARTBEAT = 86_400;

    private final Function<String, @Nullable String> properties;
    private final List<String> problems = new ArrayList<>();

    /** Takes the properties that autoconfiguration has made of variables and system properties. */
    SettingsReader(Function<String, @Nullable String> properties) {
        this.properties = properties;
    }

    /** Returns whether there is anything to read. */
    boolean isWanted() {
        return find(ENDPOINT).isPresent();
    }

    /** Returns what is wrong, naming each variable and no value. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** Returns the settings; not to be used when there are {@link #problems}. */
    Settings read() {
        return new Settings(
                endpoint(),
                find("amp4j.opamp.headers").map(this::headers).orElse(Map.of()),
                path("amp4j.opamp.headers.file"),
                path("amp4j.opamp.ca.file"),
                heartbeat(),
                path("amp4j.opamp.state.directory"),
                isOn("amp4j.remote.config"),
                isOn("amp4j.thread.dump"),
                isOn("amp4j.own.telemetry"),
                capturesMessages(),
                find("otel.javaagent.debug")
                        .filter(value -> value.equalsIgnoreCase("true"))
                        .isPresent());
    }

    private URI endpoint() {
        try {
            URI uri = new URI(find(ENDPOINT).orElse(""));
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (Set.of("http", "https", "ws", "wss").contains(scheme)
                    && uri.getHost() != null
                    && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Told below; its message would quote the address, which may hold a password.
        }
        problem(ENDPOINT, "must be an address with http, https, ws or wss, a host, and no user or password");
        return URI.create("http://localhost");
    }

    private Map<String, String> headers(String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String entry : text.split(",", -1)) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                headers.put(
                        entry.substring(0, equals).strip(),
                        entry.substring(equals + 1).strip());
            } else if (!entry.isBlank()) {
                problem("amp4j.opamp.headers", "must be name=value, with commas between several");
            }
        }
        return headers;
    }

    private Duration heartbeat() {
        String name = "amp4j.opamp.heartbeat.seconds";
        Optional<String> text = find(name);
        if (text.isEmpty()) {
            return Duration.ofSeconds(30);
        }
        try {
            int seconds = Integer.parseInt(text.get());
            if (seconds >= 1 && seconds <= LONGEST_HEARTBEAT) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        problem(name, "must be whole seconds from 1 to " + LONGEST_HEARTBEAT);
        return Duration.ofSeconds(30);
    }

    private boolean isOn(String name) {
        String text = find(name).orElse("false").toLowerCase(Locale.ROOT);
        if (!text.equals("true") && !text.equals("false")) {
            problem(name, "must be true or false");
        }
        return text.equals("true");
    }

    /** As otel-init decides whether messages in log records reach their span. */
    private boolean capturesMessages() {
        return find("otel.instrumentation.genai.capture-message-content")
                .filter(value -> !value.equalsIgnoreCase("false") && !value.equalsIgnoreCase("no_content"))
                .isPresent();
    }

    private Optional<Path> path(String name) {
        try {
            return find(name).map(Path::of);
        } catch (InvalidPathException e) {
            problem(name, "is no path");
            return Optional.empty();
        }
    }

    private Optional<String> find(String name) {
        return Optional.ofNullable(properties.apply(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private void problem(String name, String rule) {
        problems.add(name.toUpperCase(Locale.ROOT).replace('.', '_') + " " + rule);
    }

    /** Returns the headers in a file, one {@code Name: value} a line; lines that start with {@code #} are comments. */
    static Map<String, String> headersIn(Path file) {
        Map<String, String> headers = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                int colon = line.indexOf(':');
                if (colon > 0 && !line.startsWith("#")) {
                    headers.put(
                            line.substring(0, colon).strip(),
                            line.substring(colon + 1).strip());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return headers;
    }
}
