package io.amp4j.samples.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each name of amp4j that {@code docs/migration.md} tells people to use exists. */
class MigrationDocumentTest {
    private static final List<String> MODULES = List.of("catalog-core", "opamp-client", "otel-init");

    /** The last cell of a row. */
    private static final Pattern ADVICE = Pattern.compile("(?m)^\\|.* \\| ([^|]+) \\|$");

    private static final Pattern NAME = Pattern.compile("`([A-Z][a-z]\\w*(?:\\.[A-Z]\\w+)*(?:\\.[a-z]\\w*)?)`");

    /** Named, and not ours. */
    private static final Set<String> OF_OTHERS = Set.of("OkHttpClient");

    @Test
    void namesWhatExists() throws IOException {
        Set<String> known = new TreeSet<>(OF_OTHERS);
        for (String module : MODULES) {
            for (String type : Sources.publicTypes(module)) {
                known.add(type.substring(type.indexOf('/') + 1));
            }
            known.addAll(Sources.publicMethods(module));
        }

        assertThat(named())
                .hasSizeGreaterThan(80)
                .allSatisfy(name -> assertThat(known).contains(name));
    }

    private static Set<String> named() throws IOException {
        Set<String> names = new TreeSet<>();
        ADVICE.matcher(Files.readString(Sources.ROOT.resolve("docs/migration.md")))
                .results()
                .forEach(row -> NAME.matcher(row.group(1))
                        .results()
                        .map((MatchResult name) -> name.group(1))
                        .forEach(names::add));
        return names;
    }
}
