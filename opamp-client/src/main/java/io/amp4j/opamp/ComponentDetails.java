package io.amp4j.opamp;

import java.util.Map;

/**
 * What is known of a component that the agent could use. Trees of components have up to 40 levels.
 *
 * @param metadata attributes; those of the semantic conventions where they fit, such as {@code code.namespace}
 * @param components the parts of this component, by name
 */
@Experimental(Experimental.Stage.DEVELOPMENT)
public record ComponentDetails(Map<String, AttributeValue> metadata, Map<String, ComponentDetails> components) {
    public ComponentDetails {
        metadata = Copies.ordered(metadata, "metadata");
        components = Copies.ordered(components, "components");
        Copies.requireDepth(depthOver(components), Copies.MAX_DETAILS_DEPTH, "component details");
    }

    /** Returns a component without parts. */
    public static ComponentDetails of(Map<String, AttributeValue> metadata) {
        return new ComponentDetails(metadata, Map.of());
    }

    private static int depthOver(Map<String, ComponentDetails> components) {
        int deepest = 0;
        for (ComponentDetails component : components.values()) {
            deepest = Math.max(deepest, depthOver(component.components));
        }
        return deepest + 1;
    }

    /** Names the attributes without their values. */
    @Override
    public String toString() {
        return "ComponentDetails[metadata=" + metadata.keySet() + ", components=" + components + "]";
    }
}
