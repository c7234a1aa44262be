package io.amp4j.spring.boot.internal;

import java.io.StringReader;
import java.util.Optional;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Finds YAML that is small and becomes large when it is made into properties, each with its whole key. */
final class YamlExpansion {
    private static final long MOST_KEY_CHARACTERS = 4 * 1024 * 1024;
    /** Of an index with its brackets. */
    private static final int INDEX = 8;

    private YamlExpansion() {}

    /** Returns what is wrong with a text; nothing if it cannot be read, which the reader of properties says better. */
    static Optional<String> problem(String text) {
        try {
            for (Event event : new Yaml().parse(new StringReader(text))) {
                if (event instanceof AliasEvent) {
                    return Optional.of("uses an alias (*…); write the value out");
                }
            }
            long characters = 0;
            for (Node document : new Yaml().composeAll(new StringReader(text))) {
                characters += keyCharacters(document, 0);
            }
            return characters > MOST_KEY_CHARACTERS ? Optional.of("has too many deep and long keys") : Optional.empty();
        } catch (YAMLException e) {
            return Optional.empty();
        }
    }

    /** SnakeYAML allows some 50 levels. */
    private static long keyCharacters(Node node, long prefix) {
        long characters = prefix;
        if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                long key = entry.getKeyNode() instanceof ScalarNode scalar
                        ? scalar.getValue().length()
                        : INDEX;
                characters += keyCharacters(entry.getValueNode(), prefix + key + 1);
            }
        } else if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                characters += keyCharacters(item, prefix + INDEX);
            }
        }
        return characters;
    }
}
