package io.amp4j.samples.cli;

import io.amp4j.catalog.Pin;
import io.amp4j.catalog.Problem;
import io.amp4j.catalog.Severity;
import io.amp4j.catalog.SourceLocation;
import io.amp4j.samples.cli.oci.RegularFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads lines of {@code version,python,count}; a heading, blank lines and lines that start with # are skipped. A byte order mark
 * and quotes around cells, as spreadsheets and databases write them, are no part of what they say.
 */
final class PinsFile {
    /** Some million agents. */
    private static final int LARGEST = 16 << 20;

    private static final String MARK = "\ufeff";
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    private final String name;
    private final List<Pin> pins = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private boolean started;

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
            List<String> lines = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(RegularFile.read(file, LARGEST)))
                    .toString()
                    .lines()
                    .toList();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                reader.line(i + 1, (i == 0 && line.startsWith(MARK) ? line.substring(1) : line).strip());
            }
        } catch (NoSuchFileException e) {
            reader.problem(0, "the file does not exist; check the path");
        } catch (CharacterCodingException e) {
            reader.problem(0, "the file is not UTF-8; save it as UTF-8");
        } catch (IOException e) {
            reader.problem(
                    0,
                    "the file cannot be read; check its permissions, and that it is a file: " + RegularFile.reason(e));
        }
        return new Content(List.copyOf(reader.pins), List.copyOf(reader.problems));
    }

    private void line(int number, String line) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        String[] cells = line.split(",", -1);
        for (int i = 0; i < cells.length; i++) {
            cells[i] = unquoted(cells[i].strip());
        }
        boolean heading = !started && cells.length > 1 && cells[0].equalsIgnoreCase("version");
        started = true;
        if (heading) {
            return;
        }
        String count = cells.length > 2 && !cells[2].isBlank() ? cells[2] : "1";
        if (cells.length < 2 || cells.length > 3) {
            problem(
                    number,
                    "expected version,python,count such as 0.4.0,3.11,12 but found " + cells.length
                            + (cells.length == 1 ? " cell" : " cells"));
        } else if (cells[1].isBlank()) {
            problem(number, "the Python is missing; expected version,python,count such as 0.4.0,3.11,12");
        } else if (!NUMBER.matcher(count).matches()) {
            problem(number, "the count must be a whole number from 1 to 999999999: " + Printable.text(count, 60));
        } else {
            String version = cells[0];
            pins.add(Pin.of(version.isEmpty() ? null : version, cells[1], Integer.parseInt(count)));
        }
    }

    private static String unquoted(String cell) {
        boolean quoted = cell.length() > 1 && cell.startsWith("\"") && cell.endsWith("\"");
        return quoted ? cell.substring(1, cell.length() - 1).strip() : cell;
    }

    private void problem(int line, String message) {
        SourceLocation at = line == 0 ? SourceLocation.whole(name) : new SourceLocation(name, line, 1);
        problems.add(Problem.of("pins", Severity.ERROR, at, message));
    }
}
