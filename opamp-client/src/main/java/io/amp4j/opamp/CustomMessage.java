package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message of a custom capability, in either direction. {@link #toString()} does not show the data.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.DEVELOPMENT)
public final class CustomMessage {
    private final String capability;
    private final String type;
    private final Bytes data;

    private CustomMessage(String capability, String type, Bytes data) {
        requireNonNull(capability, "capability");
        requireNonNull(type, "type");
        requireNonNull(data, "data");
        this.capability = capability;
        this.type = type;
        this.data = data;
    }

    /** Returns the name of the custom capability. */
    public String capability() {
        return capability;
    }

    /** Returns the type of the message, which {@code capability} defines. */
    public String type() {
        return type;
    }

    /** Returns the content, which may be empty. */
    public Bytes data() {
        return data;
    }

    /** Returns a message of these parts. */
    public static CustomMessage of(String capability, String type, Bytes data) {
        return new CustomMessage(capability, type, data);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CustomMessage that
                && capability.equals(that.capability)
                && type.equals(that.type)
                && data.equals(that.data);
    }

    @Override
    public int hashCode() {
        return Objects.hash(capability, type, data);
    }

    /** Shows the names and the size of the content, on one line; characters that are not printable are escaped. */
    @Override
    public String toString() {
        return "CustomMessage[capability=" + Printable.text(capability, Copies.LONGEST_SHOWN) + ", type="
                + Printable.text(type, Copies.LONGEST_SHOWN) + ", data=" + data + "]";
    }
}
