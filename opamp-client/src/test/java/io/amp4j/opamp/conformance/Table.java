package io.amp4j.opamp.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows with an id, as they stand in a resource: columns between tabs, and a line that begins with {@code #} before each section.
 *
 * @param rows all rows in their order
 */
record Table(List<Row> rows) {

    Table {
        rows = List.copyOf(rows);
    }

    /**
     * One row.
     *
     * @param section the heading above it
     * @param cells the columns after the id
     */
    record Row(String id, String section, List<String> cells) {
        Row {
            cells = List.copyOf(cells);
        }

        String cell(int index) {
            return cells.get(index);
        }
    }

    /** Reads a resource of this package, each row of which has {@code columns} columns. */
    static Table read(String resource, int columns) {
        List<Row> rows = new ArrayList<>();
        String section = "";
        for (String line : text(resource).lines().toList()) {
            List<String> cells = List.of(line.split("\t", -1));
            if (line.startsWith("# ")) {
                section = line.substring(2);
            } else if (cells.size() == columns) {
                rows.add(new Row(cells.get(0), section, cells.subList(1, columns)));
            } else {
                throw new IllegalStateException(resource + ": " + columns + " columns expected: " + line);
            }
        }
        return new Table(rows);
    }

    private static String text(String resource) {
        try (InputStream in = Table.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no such resource: " + resource);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> ids() {
        return rows.stream().map(Row::id).toList();
    }

    /** Returns the rows by section, in order. */
    Map<String, List<Row>> sections() {
        Map<String, List<Row>> sections = new LinkedHashMap<>();
        rows.forEach(row -> sections.computeIfAbsent(row.section(), key -> new ArrayList<>())
                .add(row));
        return sections;
    }

    /** Returns this table with a row for each id of a range, such as {@code R-241..R-254}. */
    Table expanded() {
        List<Row> all = new ArrayList<>();
        for (Row row : rows) {
            int dots = row.id().indexOf("..");
            if (dots < 0) {
                all.add(row);
                continue;
            }
            String prefix = row.id().substring(0, dots).replaceAll("[0-9]", "");
            int digits = dots - prefix.length();
            int first = number(row.id().substring(0, dots), prefix);
            int last = number(row.id().substring(dots + 2), prefix);
            for (int number = first; number <= last; number++) {
                all.add(new Row(prefix + ("%0" + digits + "d").formatted(number), row.section(), row.cells()));
            }
        }
        return new Table(all);
    }

    private static int number(String id, String prefix) {
        return Integer.parseInt(id.substring(prefix.length()));
    }
}
