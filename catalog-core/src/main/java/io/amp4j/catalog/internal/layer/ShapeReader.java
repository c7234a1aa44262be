package io.amp4j.catalog.internal.layer;

import io.amp4j.catalog.CatalogLayer;
import io.amp4j.catalog.internal.layer.RawLayer.StrayKind;
import io.amp4j.catalog.internal.node.Document;
import io.amp4j.catalog.internal.node.DocumentReader;
import io.amp4j.catalog.internal.node.EmbeddedPlaces;
import io.amp4j.catalog.internal.node.MappingNode;
import io.amp4j.catalog.internal.node.Node;
import io.amp4j.catalog.internal.node.Quoted;
import io.amp4j.catalog.internal.node.ReadFailure;
import io.amp4j.catalog.internal.node.ScalarNode;
import io.amp4j.catalog.internal.node.SequenceNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recognizes the shape of an input by its top-level keys and takes out what belongs to the catalog. */
final class ShapeReader {
    private static final String LIST = "additionalInstrumentationVersions";
    private static final String DEFAULT = "defaultInstrumentationVersion";
    private static final String RELEASE_LIST = "python-instrumentation-provider";
    private static final String CATALOG_LIST = "versions";
    private static final String CATALOG_DEFAULT = "defaultVersion";
    private static final String CONFIG_MAP_DATA = "data";
    private static final String CONFIG_MAP_FILE = "instrumentation-extension.yaml";

    private final Settings settings;
    private final DocumentReader reader;

    ShapeReader(Settings settings, DocumentReader reader) {
        this.settings = settings;
        this.reader = reader;
    }

    RawLayer read(int index, CatalogLayer layer, Document document) throws ReadFailure {
        Node root = document.root();
        if (root == null) {
            return nothing(index, layer, document, null);
        }
        if (root instanceof SequenceNode list) {
            return topLevelList(index, layer, document, list);
        }
        if (!(root instanceof MappingNode top)) {
            RawLayer raw = new RawLayer(index, layer, document, FieldNames.OPERATOR);
            raw.addStray(
                    root,
                    StrayKind.WRONG_TYPE,
                    null,
                    "the top level is " + root.description() + "; it must be a mapping with the key " + LIST);
            return raw;
        }
        if (top.indexOf(LIST) >= 0) {
            return operatorList(index, layer, document, top);
        }
        if (!settings.valuesPath().isEmpty()
                && top.indexOf(settings.valuesPath().get(0)) >= 0) {
            return values(index, layer, document, top);
        }
        if (isConfigMap(top)) {
            return configMap(index, layer, document, top);
        }
        if (top.indexOf(RELEASE_LIST) >= 0) {
            RawLayer raw = new RawLayer(index, layer, document, FieldNames.RELEASE);
            list(raw, top.find(RELEASE_LIST), RELEASE_LIST);
            return raw;
        }
        if (top.indexOf(CATALOG_LIST) >= 0) {
            return catalog(index, layer, document, top);
        }
        return nothing(index, layer, document, top);
    }

    private RawLayer operatorList(int index, CatalogLayer layer, Document document, MappingNode top)
            throws ReadFailure {
        RawLayer raw = new RawLayer(index, layer, document, FieldNames.OPERATOR);
        list(raw, top.find(LIST), LIST);
        for (int i = 0; i < top.size(); i++) {
            String key = top.key(i);
            // As in compose files, x-… keys hold anchors for the rest of the file.
            if (!key.equals(LIST) && !key.startsWith("x-")) {
                raw.addStrayKey(top, i, unknownTopLevelKey(key));
            }
        }
        return raw;
    }

    private String unknownTopLevelKey(String key) {
        if (key.equals(DEFAULT)) {
            return "key " + DEFAULT + " has no effect here; set it under " + String.join(".", settings.valuesPath())
                    + " in the Helm values, or as OTEL_DEFAULT_INSTRUMENTATION_VERSION";
        }
        String advice = Nearest.of(key, List.of(LIST)) == null
                ? "; known here: " + LIST + ", and x-… for anchors"
                : "; " + LIST + " is there already, so put its entries there and delete this one";
        return "unknown top-level key " + key(key) + advice;
    }

    private RawLayer catalog(int index, CatalogLayer layer, Document document, MappingNode top) throws ReadFailure {
        RawLayer raw = new RawLayer(index, layer, document, FieldNames.CATALOG);
        list(raw, top.find(CATALOG_LIST), CATALOG_LIST);
        setDefault(raw, top.find(CATALOG_DEFAULT), CATALOG_DEFAULT);
        List<String> known = List.of(CATALOG_DEFAULT, CATALOG_LIST);
        for (int i = 0; i < top.size(); i++) {
            String key = top.key(i);
            if (!known.contains(key)) {
                List<String> absent =
                        known.stream().filter(one -> top.indexOf(one) < 0).toList();
                raw.addStrayKey(
                        top,
                        i,
                        "unknown top-level key " + key(key) + Nearest.suggestion(key, absent) + "; known here: "
                                + String.join(", ", known));
            }
        }
        return raw;
    }

    private RawLayer topLevelList(int index, CatalogLayer layer, Document document, SequenceNode list)
            throws ReadFailure {
        boolean baseline = layer.kind() == CatalogLayer.Kind.BUNDLED;
        RawLayer raw = new RawLayer(index, layer, document, baseline ? FieldNames.CATALOG : FieldNames.OPERATOR);
        if (baseline) {
            list(raw, list, "the top level");
        } else {
            raw.addStray(
                    list,
                    StrayKind.WRONG_TYPE,
                    LIST,
                    "the top level is a list, which AMP does not read; put the key " + LIST + ": above it");
        }
        return raw;
    }

    /** Walks down the path to the list. Other keys on the way belong to other parts of the chart. */
    private RawLayer values(int index, CatalogLayer layer, Document document, MappingNode top) throws ReadFailure {
        RawLayer raw = new RawLayer(index, layer, document, FieldNames.OPERATOR);
        MappingNode at = top;
        boolean told = false;
        for (String step : settings.valuesPath()) {
            told |= misplaced(raw, at);
            int position = at.indexOf(step);
            if (position < 0) {
                told |= mistyped(raw, at, List.of(step));
                if (!told) {
                    raw.addStray(
                            at,
                            StrayKind.NOTHING,
                            null,
                            "there is no key " + step + " here, so nothing is added; the list belongs under "
                                    + String.join(".", settings.valuesPath()));
                }
                return raw;
            }
            Node next = at.value(position);
            if (!(next instanceof MappingNode mapping)) {
                if (!isNull(next)) {
                    raw.addStray(
                            next, StrayKind.WRONG_TYPE, step, step + " must be a mapping, not " + next.description());
                }
                return raw;
            }
            at = mapping;
        }
        list(raw, at.find(LIST), LIST);
        setDefault(raw, at.find(DEFAULT), DEFAULT);
        mistyped(raw, at, List.of(LIST, DEFAULT));
        return raw;
    }

    /** Reports what belongs at the end of the path and stands on the way: the chart would ignore it. Returns whether there is any. */
    private boolean misplaced(RawLayer raw, MappingNode at) {
        boolean found = false;
        for (String key : List.of(LIST, DEFAULT)) {
            int position = at.indexOf(key);
            if (position >= 0) {
                raw.addStrayKey(
                        at,
                        position,
                        "key " + key + " has no effect here; move it under " + String.join(".", settings.valuesPath()));
                found = true;
            }
        }
        return found;
    }

    /** Reports keys that look like one of these, as far as the real one is absent. Returns whether there are any. */
    private static boolean mistyped(RawLayer raw, MappingNode at, List<String> wanted) {
        boolean found = false;
        List<String> absent = wanted.stream().filter(key -> at.indexOf(key) < 0).toList();
        for (int i = 0; i < at.size(); i++) {
            String key = at.key(i);
            if (!wanted.contains(key) && Nearest.of(key, absent) != null) {
                raw.addStrayKey(at, i, "unknown key " + key(key) + Nearest.suggestion(key, absent));
                found = true;
            }
        }
        return found;
    }

    private static boolean isConfigMap(MappingNode top) {
        return (top.find("kind") instanceof ScalarNode kind && kind.text().equals("ConfigMap"))
                || (top.find(CONFIG_MAP_DATA) instanceof MappingNode data && data.indexOf(CONFIG_MAP_FILE) >= 0);
    }

    private RawLayer configMap(int index, CatalogLayer layer, Document document, MappingNode top) throws ReadFailure {
        if (!(top.find(CONFIG_MAP_DATA) instanceof MappingNode data) || data.indexOf(CONFIG_MAP_FILE) < 0) {
            RawLayer raw = new RawLayer(index, layer, document, FieldNames.OPERATOR);
            raw.addStray(
                    top,
                    StrayKind.NOTHING,
                    null,
                    "the ConfigMap has no data." + CONFIG_MAP_FILE + ", so nothing is added; render the ConfigMap that"
                            + " is named …-instrumentation-extension");
            return raw;
        }
        Node file = data.find(CONFIG_MAP_FILE);
        if (!(file instanceof ScalarNode scalar)) {
            RawLayer raw = new RawLayer(index, layer, document, FieldNames.OPERATOR);
            raw.addStray(
                    file == null ? data : file,
                    StrayKind.WRONG_TYPE,
                    CONFIG_MAP_FILE,
                    "data." + CONFIG_MAP_FILE + " must be the text of a YAML file, written as a block after |");
            return raw;
        }
        Document inner =
                reader.readEmbedded(document.name(), scalar.text(), EmbeddedPlaces.of(document.text(), scalar));
        Node root = inner.root();
        if (root instanceof MappingNode mapping && mapping.indexOf(LIST) >= 0) {
            return operatorList(index, layer, inner, mapping);
        }
        if (root instanceof MappingNode || root == null) {
            return nothing(index, layer, inner, root instanceof MappingNode mapping ? mapping : null);
        }
        RawLayer raw = new RawLayer(index, layer, inner, FieldNames.OPERATOR);
        raw.addStray(
                root,
                StrayKind.WRONG_TYPE,
                null,
                "data." + CONFIG_MAP_FILE + " holds " + root.description() + "; it must be a mapping with the key "
                        + LIST);
        return raw;
    }

    /** An input without a part for the catalog: a slip of the pen when a key comes near, otherwise worth a word. */
    private RawLayer nothing(int index, CatalogLayer layer, Document document, @Nullable MappingNode top) {
        RawLayer raw = new RawLayer(index, layer, document, FieldNames.OPERATOR);
        if (top != null) {
            List<String> known = settings.valuesPath().isEmpty()
                    ? List.of(LIST, RELEASE_LIST)
                    : List.of(LIST, settings.valuesPath().get(0), RELEASE_LIST);
            for (int i = 0; i < top.size(); i++) {
                String key = top.key(i);
                if (Nearest.of(key, known) != null) {
                    raw.addStrayKey(top, i, "unknown top-level key " + key(key) + Nearest.suggestion(key, known));
                }
            }
        }
        if (raw.strays().isEmpty()) {
            String message = "the input is " + (top == null ? "empty" : "without a list of versions")
                    + ", so nothing is added; expected " + LIST + " at the top, or under "
                    + String.join(".", settings.valuesPath());
            if (top == null) {
                raw.addNothing(message);
            } else {
                raw.addStray(top, StrayKind.NOTHING, null, message);
            }
        }
        return raw;
    }

    private void list(RawLayer raw, @Nullable Node value, String key) throws ReadFailure {
        if (value == null || isNull(value)) {
            return;
        }
        if (!(value instanceof SequenceNode sequence)) {
            raw.addStray(
                    value,
                    StrayKind.WRONG_TYPE,
                    key,
                    key + " must be a list of entries, not " + value.description() + "; start each entry with a dash");
            return;
        }
        int limit = settings.limits().entries();
        if (sequence.items().size() > limit) {
            Node first = sequence.items().get(limit);
            throw new ReadFailure(
                    "too-many-entries",
                    "more than " + limit + " entries; check the file, or raise the limit",
                    first.line(),
                    first.column());
        }
        raw.addEntries(sequence.items());
    }

    private static void setDefault(RawLayer raw, @Nullable Node value, String key) {
        if (value == null || isNull(value)) {
            return;
        }
        if (value instanceof ScalarNode scalar
                && (scalar.kind() == ScalarNode.Kind.TEXT || scalar.kind() == ScalarNode.Kind.NUMBER)) {
            raw.setDefaultVersion(scalar);
        } else {
            raw.addStray(
                    value, StrayKind.WRONG_TYPE, key, key + " must be a version in quotes, not " + value.description());
        }
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar && scalar.kind() == ScalarNode.Kind.NULL;
    }

    private static String key(String key) {
        return Quoted.of(key);
    }
}
