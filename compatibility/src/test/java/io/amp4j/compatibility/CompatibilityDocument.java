package io.amp4j.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of {@code docs/compatibility.md}: what ran, with the versions that were on the path. */
final class CompatibilityDocument {
    private static final Path FILE = Path.of("../docs/compatibility.md");
    private static final String BEGIN = "<!-- table: written by compatibility/ -->\n";
    private static final String END = "<!-- end of the table -->\n";
    private static final String HEAD = """
            | under | OpenTelemetry | OkHttp | Kotlin | Jackson | SnakeYAML | ran |
            |---|---|---|---|---|---|---|
            """;
    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[^/]*)\\.jar");

    private final Map<Row, TreeSet<String>> ran = new LinkedHashMap<>();

    /** Remembers that a row ran in one way and was found good. */
    void ran(Row row, String how) {
        ran.computeIfAbsent(row, unused -> new TreeSet<>()).add(how);
    }

    /** Writes the table anew, if that is asked for and everything ran; else the document has to say what ran. */
    void writeOrCheck() throws IOException {
        Map<Row, String> lines = new LinkedHashMap<>();
        for (Row row : Row.all()) {
            if (ran.containsKey(row)) {
                lines.put(row, line(row));
            }
        }
        String document = Files.readString(FILE);
        if (System.getProperty("compatibility.document").equals("write")) {
            assertThat(lines.keySet())
                    .as("a table is written after a run of every row")
                    .containsAll(Row.all());
            int begin = document.indexOf(BEGIN) + BEGIN.length();
            document = document.substring(0, begin)
                    + HEAD
                    + String.join("", lines.values())
                    + document.substring(document.indexOf(END));
            Files.writeString(FILE, document);
        }
        assertThat(document)
                .as("docs/compatibility.md is written anew by -Dcompatibility=full -Dcompatibility.document=write")
                .contains(lines.values());
    }

    private String line(Row row) throws IOException {
        StringBuilder line = new StringBuilder("| ").append(row.title()).append(" | ");
        if (row.kind() == Row.Kind.AGENT) {
            line.append("the agent's | | | | | ");
        } else {
            Map<String, String> versions = versions(row);
            line.append(cell(versions, "opentelemetry-api"));
            line.append(cell(versions, "okhttp", "okhttp-jvm"));
            line.append(cell(versions, "kotlin-stdlib"));
            line.append(cell(versions, "jackson-dataformat-yaml"));
            line.append(cell(versions, "snakeyaml"));
        }
        return line.append(String.join(", ", ran.get(row))).append(" |\n").toString();
    }

    private static String cell(Map<String, String> versions, String... artifacts) {
        List<String> found = List.of(artifacts).stream()
                .filter(versions::containsKey)
                .map(versions::get)
                .toList();
        return String.join(" and ", found) + " | ";
    }

    private static Map<String, String> versions(Row row) throws IOException {
        Map<String, String> versions = new LinkedHashMap<>();
        for (String jar : Projects.classPath(row)) {
            Matcher name = JAR.matcher(Path.of(jar).getFileName().toString());
            if (name.matches()) {
                versions.put(name.group(1), name.group(2));
            }
        }
        return versions;
    }
}
