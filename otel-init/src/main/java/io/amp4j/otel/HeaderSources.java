package io.amp4j.otel;

import io.amp4j.otel.internal.export.RegularFile;
import io.amp4j.otel.internal.setup.HeaderFailure;
import io.amp4j.otel.internal.setup.HeaderRule;
import io.amp4j.otel.internal.text.Printable;
import io.amp4j.otel.internal.text.ShownPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The header sources that come with the library. */
final class HeaderSources {
    private HeaderSources() {}

    /** Names a source. The {@code toString()} of a program's own source may show its key, as that of a record does, so it is not called. */
    static String describe(HeaderSource source) {
        boolean ours = source instanceof Fixed || source instanceof Supplied || source instanceof KeyFile;
        return ours ? source.toString() : "headers from the program";
    }

    /** Always the same headers. */
    static final class Fixed implements HeaderSource {
        private final Map<String, String> headers;

        Fixed(Map<String, String> headers) {
            this.headers = Map.copyOf(headers);
        }

        @Override
        public Map<String, String> headers() {
            return headers;
        }

        @Override
        public String toString() {
            Set<String> names = new TreeSet<>();
            headers.forEach((name, value) -> names.add(HeaderRule.shownName(name, value)));
            return "fixed headers " + Printable.names(names);
        }
    }

    /** A key that the program supplies. */
    static final class Supplied implements HeaderSource {
        private final Supplier<String> key;

        Supplied(Supplier<String> key) {
            this.key = key;
        }

        @Override
        public Map<String, String> headers() {
            String current = key.get();
            return keyHeader("the key function", current == null ? "" : current.strip());
        }

        @Override
        public String toString() {
            return "API key from a function";
        }
    }

    /** A key in a file that is replaced from outside. */
    static final class KeyFile implements HeaderSource {
        /** Within this time after a change, a second change may leave size and time stamp the same, so the content is always read. */
        private static final Duration SETTLING = Duration.ofSeconds(10);

        private static final int LARGEST = 64 * 1024;

        private record Stamp(
                Instant modified, long size, @Nullable Object file) {}

        private record Read(Stamp stamp, Map<String, String> headers) {}

        private final Path file;
        private volatile @Nullable Read last;

        KeyFile(Path file) {
            this.file = file;
        }

        @Override
        public Map<String, String> headers() {
            Read known = last;
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                Stamp stamp =
                        new Stamp(attributes.lastModifiedTime().toInstant(), attributes.size(), attributes.fileKey());
                boolean settled = stamp.modified().isBefore(Instant.now().minus(SETTLING));
                if (known != null && settled && known.stamp().equals(stamp)) {
                    return known.headers();
                }
                ByteBuffer content = ByteBuffer.wrap(RegularFile.read(file, LARGEST));
                String key = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(content)
                        .toString()
                        .strip();
                if (key.isEmpty() && known != null) {
                    return known.headers();
                }
                Read read = new Read(stamp, keyHeader("the key file " + ShownPath.of(file), key));
                last = read;
                return read.headers();
            } catch (IOException e) {
                if (known != null) {
                    return known.headers();
                }
                throw new HeaderFailure("the key file " + ShownPath.of(file) + " cannot be read ("
                        + RegularFile.reason(e) + "); it must hold the key only");
            }
        }

        @Override
        public String toString() {
            return "API key from the file " + ShownPath.of(file);
        }
    }

    private static Map<String, String> keyHeader(String source, String key) {
        HeaderRule.keyProblem(source, key).ifPresent(problem -> {
            throw new HeaderFailure(problem);
        });
        return Map.of(HeaderSource.API_KEY_HEADER, key);
    }
}
