package io.amp4j.catalog.internal.layer;

import io.amp4j.catalog.SourceLocation;
import io.amp4j.catalog.internal.node.MappingNode;
import io.amp4j.catalog.internal.node.Node;
import io.amp4j.catalog.internal.node.Quoted;
import io.amp4j.catalog.internal.node.ScalarNode;
import io.amp4j.catalog.internal.node.SequenceNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One item of a list of versions as it stands in the input, before any rule has judged it. */
public final class RawEntry {
    private final RawLayer layer;
    private final Node node;
    private final @Nullable Node version;
    private final @Nullable Node traceloopSdk;
    private final @Nullable Node pythonVersions;
    private final @Nullable Node imageRepository;
    private final String versionText;
    private final boolean plain;
    private @Nullable List<String> pythonTexts;

    RawEntry(RawLayer layer, Node node) {
        this.layer = layer;
        this.node = node;
        FieldNames names = layer.names();
        if (node instanceof MappingNode mapping) {
            this.version = present(mapping.find(names.version()));
            this.traceloopSdk = present(mapping.find(names.traceloopSdk()));
            this.pythonVersions = present(mapping.find(names.pythonVersions()));
            this.imageRepository =
                    names.imageRepository() == null ? null : present(mapping.find(names.imageRepository()));
        } else {
            this.version = null;
            this.traceloopSdk = null;
            this.pythonVersions = null;
            this.imageRepository = null;
        }
        this.versionText = textOf(version);
        this.plain = isPlain(version) && isPlain(traceloopSdk) && isPlain(imageRepository) && allPlain(pythonNodes());
    }

    /** A key with nothing behind it is as good as absent. */
    private static @Nullable Node present(@Nullable Node value) {
        return value instanceof ScalarNode scalar && scalar.kind() == ScalarNode.Kind.NULL ? null : value;
    }

    /** Returns the text of a text or a number, otherwise an empty text. */
    public static String textOf(@Nullable Node node) {
        return node instanceof ScalarNode scalar
                        && (scalar.kind() == ScalarNode.Kind.TEXT || scalar.kind() == ScalarNode.Kind.NUMBER)
                ? scalar.text()
                : "";
    }

    private static boolean allPlain(List<Node> nodes) {
        for (Node node : nodes) {
            if (!isPlain(node)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(@Nullable Node value) {
        return value == null || (value instanceof ScalarNode scalar && scalar.isCleanText());
    }

    /**
     * Returns whether every value that is there is a text with neither numbers nor white space about it. Nearly all entries
     * are so, and for those the rules of single values have nothing to look for.
     */
    public boolean isPlain() {
        return plain;
    }

    /** Returns the layer that holds the entry. */
    public RawLayer layer() {
        return layer;
    }

    /** Returns the whole item. */
    public Node node() {
        return node;
    }

    /** Returns the item's fields, or null when the item is no mapping at all. */
    public @Nullable MappingNode mapping() {
        return node instanceof MappingNode mapping ? mapping : null;
    }

    /** Returns the value of the version, or null when it is absent or null. */
    public @Nullable Node version() {
        return version;
    }

    /** Returns the value of the traceloop version, or null when it is absent or null. */
    public @Nullable Node traceloopSdk() {
        return traceloopSdk;
    }

    /** Returns the value of the Pythons, or null when it is absent or null. */
    public @Nullable Node pythonVersions() {
        return pythonVersions;
    }

    /** Returns the value of the repository, or null when it is absent or null. */
    public @Nullable Node imageRepository() {
        return imageRepository;
    }

    /** Returns the version as written, or an empty text when there is none. */
    public String versionText() {
        return versionText;
    }

    /** Returns the traceloop version as written, or null when there is none. */
    public @Nullable String traceloopSdkText() {
        String text = textOf(traceloopSdk);
        return text.isEmpty() ? null : text;
    }

    /** Returns the repository as written, the public one where the shape has no such field, or an empty text. */
    public String imageRepositoryText() {
        return layer.names().imageRepository() == null ? FieldNames.PUBLIC_REPOSITORY : textOf(imageRepository);
    }

    /** Returns the items of the list of Pythons; empty when there is no list. */
    public List<Node> pythonNodes() {
        return pythonVersions instanceof SequenceNode sequence ? sequence.items() : List.of();
    }

    /** Returns the texts of the items that have one. */
    public List<String> pythonTexts() {
        if (pythonTexts == null) {
            List<String> texts = new ArrayList<>(pythonNodes().size());
            for (Node item : pythonNodes()) {
                String text = textOf(item);
                if (!text.isEmpty()) {
                    texts.add(text);
                }
            }
            pythonTexts = texts;
        }
        return pythonTexts;
    }

    /** Returns whether the other entry says the same, field by field. */
    public boolean sameContent(RawEntry other) {
        String sdk = textOf(traceloopSdk);
        return sdk.equals(textOf(other.traceloopSdk))
                && pythonTexts().equals(other.pythonTexts())
                && imageRepositoryText().equals(other.imageRepositoryText());
    }

    /** Returns the place of the version, or of the item when it has none. */
    public SourceLocation location() {
        return layer.document().at(version == null ? node : version);
    }

    /** Returns how messages call the entry, in AMP's words: {@code extension entry "0.4.0"}. */
    public String subject() {
        return layer.noun() + " entry " + Quoted.of(versionText);
    }
}
