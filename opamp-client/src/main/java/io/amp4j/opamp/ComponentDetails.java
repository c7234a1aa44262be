package io.amp4j.opamp;

import io.amp4j.opamp.internal.text.Printable;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Describes a component that the agent could use. Trees of components have up to 40 levels.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.DEVELOPMENT)
public final class ComponentDetails {
    private final Map<String, AttributeValue> metadata;
    private final Map<String, ComponentDetails> components;

    private ComponentDetails(Map<String, AttributeValue> metadata, Map<String, ComponentDetails> components) {
        metadata = Copies.ordered(metadata, "metadata");
        components = Copies.ordered(components, "components");
        Copies.requireDepth(depthOver(components), Copies.MAX_DETAILS_DEPTH, "component details");
        this.metadata = metadata;
        this.components = components;
    }

    /** Returns the component's attributes; those of the semantic conventions where they fit, such as {@code code.namespace}. */
    public Map<String, AttributeValue> metadata() {
        return metadata;
    }

    /** Returns the parts of this component, by name. */
    public Map<String, ComponentDetails> components() {
        return components;
    }

    /** Returns a component without parts. */
    public static ComponentDetails of(Map<String, AttributeValue> metadata) {
        return new ComponentDetails(metadata, Map.of());
    }

    /**
     * Returns a component with parts, by name.
     *
     * @throws IllegalArgumentException if the tree has more than 40 levels
     */
    public static ComponentDetails of(Map<String, AttributeValue> metadata, Map<String, ComponentDetails> components) {
        return new ComponentDetails(metadata, components);
    }

    private static int depthOver(Map<String, ComponentDetails> components) {
        int deepest = 0;
        for (ComponentDetails component : components.values()) {
            deepest = Math.max(deepest, depthOver(component.components));
        }
        return deepest + 1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ComponentDetails that
                && metadata.equals(that.metadata)
                && components.equals(that.components);
    }

    @Override
    public int hashCode() {
        return Objects.hash(metadata, components);
    }

    /** Names the attributes without their values. */
    @Override
    public String toString() {
        return "ComponentDetails[metadata=" + Printable.names(metadata.keySet()) + ", components="
                + Printable.names(components.keySet()) + "]";
    }
}
