package io.amp4j.opamp.testing;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code available_components}; no components if only the hash was sent.
 *
 * @since 0.1.0
 */
public final class ReportedComponents {
    private final Bytes hash;
    private final Map<String, Component> components;

    ReportedComponents(Bytes hash, Map<String, Component> components) {
        components = Reported.ordered(components);
        this.hash = hash;
        this.components = components;
    }

    /** Returns the hash over all components. */
    public Bytes hash() {
        return hash;
    }

    /** Returns the components by name. */
    public Map<String, Component> components() {
        return components;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReportedComponents that && hash.equals(that.hash) && components.equals(that.components);
    }

    @Override
    public int hashCode() {
        return Objects.hash(hash, components);
    }

    /** Shows all on one line. */
    @Override
    public String toString() {
        return Printable.text("ReportedComponents[hash=" + hash + ", components=" + components + "]");
    }

    /**
     * One of the available components.
     *
     * @since 0.1.0
     */
    public static final class Component {
        private final Map<String, Object> metadata;
        private final Map<String, Component> subComponents;

        Component(Map<String, Object> metadata, Map<String, Component> subComponents) {
            metadata = Reported.ordered(metadata);
            subComponents = Reported.ordered(subComponents);
            this.metadata = metadata;
            this.subComponents = subComponents;
        }

        /** Returns its attributes. */
        public Map<String, Object> metadata() {
            return metadata;
        }

        /** Returns its parts, by name. */
        public Map<String, Component> subComponents() {
            return subComponents;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Component that
                    && metadata.equals(that.metadata)
                    && subComponents.equals(that.subComponents);
        }

        @Override
        public int hashCode() {
            return Objects.hash(metadata, subComponents);
        }

        /** Shows all on one line. */
        @Override
        public String toString() {
            return Printable.text("Component[metadata=" + metadata + ", subComponents=" + subComponents + "]");
        }
    }
}
