package io.amp4j.samples.cli;

import io.amp4j.catalog.Pin;
import io.amp4j.catalog.Problem;
import io.amp4j.catalog.Severity;
import io.amp4j.catalog.SourceLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads lines of {@code version,python,count}; a heading, blank lines and lines that start with # are skipped. */
final class PinsFile {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    private final String name;
    private final List<Pin> pins = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private PinsFile(String name) {
        this.name = name;
    }

    /**
     * What a file holds.
     *
     * @param pins the agents, if there are no problems
     * @param problems every line that says nothing
     */
    record Content(List<Pin> pins, List<Problem> problems) {}

    static Content read(Path file) {
        PinsFile reader = new PinsFile(file.toString());
        try {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                reader.line(i + 1, lines.get(i).strip());
            }
        } catch (IOException e) {
            reader.problem(0, "cannot be read as UTF-8 text: " + e);
        }
        return new Content(List.copyOf(reader.pins), List.copyOf(reader.problems));
    }

    private void line(int number, String line) {
        boolean heading = number == 1 && line.toLowerCase(Locale.ROOT).startsWith("version,");
        if (line.isEmpty() || line.startsWith("#") || heading) {
            return;
        }
        String[] cells = line.split(",", -1);
        String count = cells.length > 2 && !cells[2].isBlank() ? cells[2].strip() : "1";
        if (cells.length < 2 || cells.length > 3) {
            problem(number, "expected version,python,count but found " + cells.length + " cells");
        } else if (cells[1].isBlank()) {
            problem(number, "the Python is missing; expected version,python,count such as 0.4.0,3.11,12");
        } else if (!NUMBER.matcher(count).matches()) {
            problem(number, "the count must be a whole number of at least 1: " + count);
        } else {
            String version = cells[0].strip();
            pins.add(new Pin(version.isEmpty() ? null : version, cells[1].strip(), Integer.parseInt(count)));
        }
    }

    private void problem(int line, String message) {
        SourceLocation at = line == 0 ? SourceLocation.whole(name) : new SourceLocation(name, line, 1);
        problems.add(new Problem("pins", Severity.ERROR, at, message, null, null));
    }
}
