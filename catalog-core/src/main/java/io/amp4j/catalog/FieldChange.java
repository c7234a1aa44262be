package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One field that differs between two definitions of a version.
 *
 * @param field the field's name in a file
 * @param before the value before, a list as {@code [3.10 3.11]}; null if there was none
 * @param after the value after; null if there is none
 * @since 0.1.0
 */
public record FieldChange(
        String field, @Nullable String before, @Nullable String after) {
    /** Refuses a change without a field. */
    public FieldChange {
        requireNonNull(field, "field");
    }

    /** Returns the differences between two definitions of the same version, in the order of a file's fields. */
    static List<FieldChange> between(CatalogEntry before, CatalogEntry after) {
        List<FieldChange> changes = new ArrayList<>();
        add(changes, "traceloopSdk", before.traceloopSdk(), after.traceloopSdk());
        add(changes, "pythonVersions", text(before.pythonVersions()), text(after.pythonVersions()));
        add(changes, "imageRepository", before.imageRepository(), after.imageRepository());
        return List.copyOf(changes);
    }

    private static void add(List<FieldChange> changes, String field, @Nullable String before, @Nullable String after) {
        if (!Objects.equals(before, after)) {
            changes.add(new FieldChange(field, before, after));
        }
    }

    private static String text(List<String> values) {
        return "[" + String.join(" ", values) + "]";
    }

    /** Returns {@code field: before -> after} on one line, with control characters as escapes. */
    @Override
    public String toString() {
        return field + ": " + shown(before) + " -> " + shown(after);
    }

    private static String shown(@Nullable String value) {
        return value == null ? "none" : Quoted.onOneLine(value);
    }
}
