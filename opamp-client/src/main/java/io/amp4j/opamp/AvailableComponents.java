package io.amp4j.opamp;

import io.amp4j.opamp.internal.text.Printable;
import java.util.Map;

/**
 * The components that the agent could use, with a hash that tells the server whether it knows them already. Equal components have equal
 * hashes on any agent and in any order.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.DEVELOPMENT)
public final class AvailableComponents {
    private final Map<String, ComponentDetails> components;
    private final Hash hash;

    private AvailableComponents(Map<String, ComponentDetails> components) {
        this.components = Copies.ordered(components, "components");
        this.hash = ComponentsDigest.sha256(this.components);
    }

    /** Returns the given components, which may be none, by name. */
    public static AvailableComponents of(Map<String, ComponentDetails> components) {
        return new AvailableComponents(components);
    }

    /** Returns the components by name, in the order given. */
    public Map<String, ComponentDetails> components() {
        return components;
    }

    /** Returns a SHA-256 over all components; never empty. */
    public Hash hash() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof AvailableComponents that && components.equals(that.components));
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return "AvailableComponents[hash=" + hash + ", components=" + Printable.names(components.keySet()) + "]";
    }
}
