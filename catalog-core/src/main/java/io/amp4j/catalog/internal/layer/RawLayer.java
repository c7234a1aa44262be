package io.amp4j.catalog.internal.layer;

import io.amp4j.catalog.CatalogLayer;
import io.amp4j.catalog.internal.node.Document;
import io.amp4j.catalog.internal.node.MappingNode;
import io.amp4j.catalog.internal.node.Node;
import io.amp4j.catalog.internal.node.ScalarNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One input, recognized: its entries, the default it sets, and what at its top does not belong there. */
public final class RawLayer {
    /** What a {@link Stray} is. */
    public enum StrayKind {
        /** A key that means nothing here. */
        UNKNOWN_KEY,
        /** A value of another type than its key needs. */
        WRONG_TYPE,
        /** An input without any part for the catalog. */
        NOTHING
    }

    /**
     * Something outside the entries that does not belong there.
     *
     * @param kind what it is
     * @param line its line
     * @param column its column
     * @param field the key that it is about, or null
     * @param message what was found and what to do
     */
    public record Stray(
            StrayKind kind, int line, int column, @Nullable String field, String message) {}

    private final int index;
    private final CatalogLayer layer;
    private final Document document;
    private final FieldNames names;
    private final List<RawEntry> entries = new ArrayList<>();
    private final List<Stray> strays = new ArrayList<>();
    private @Nullable ScalarNode defaultVersion;

    RawLayer(int index, CatalogLayer layer, Document document, FieldNames names) {
        this.index = index;
        this.layer = layer;
        this.document = document;
        this.names = names;
    }

    void addEntries(List<Node> items) {
        for (Node item : items) {
            entries.add(new RawEntry(this, item));
        }
    }

    void addStray(Node at, StrayKind kind, @Nullable String field, String message) {
        strays.add(new Stray(kind, at.line(), at.column(), field, message));
    }

    void addStrayKey(MappingNode mapping, int key, String message) {
        strays.add(new Stray(
                StrayKind.UNKNOWN_KEY, mapping.keyLine(key), mapping.keyColumn(key), mapping.key(key), message));
    }

    void addNothing(String message) {
        strays.add(new Stray(StrayKind.NOTHING, 1, 1, null, message));
    }

    void setDefaultVersion(ScalarNode node) {
        this.defaultVersion = node;
    }

    /** Returns the position among the layers, the baseline being 0. */
    public int index() {
        return index;
    }

    /** Returns kind and name. */
    public CatalogLayer layer() {
        return layer;
    }

    /** Returns AMP's word for the layer in messages: {@code extension}, or {@code baseline}. */
    public String noun() {
        return noun(layer.kind());
    }

    static String noun(CatalogLayer.Kind kind) {
        return kind == CatalogLayer.Kind.BUNDLED ? "baseline" : "extension";
    }

    /** Returns the nodes that the entries stand in. */
    public Document document() {
        return document;
    }

    /** Returns what the shape calls the fields. */
    public FieldNames names() {
        return names;
    }

    /** Returns the items of the list in document order. */
    public List<RawEntry> entries() {
        return entries;
    }

    /** Returns what does not belong where it stands. */
    public List<Stray> strays() {
        return strays;
    }

    /** Returns the default version that the input sets, or null when it sets none. */
    public @Nullable ScalarNode defaultVersion() {
        return defaultVersion;
    }
}
