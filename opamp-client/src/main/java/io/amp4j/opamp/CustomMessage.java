package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

/**
 * A message of a custom capability, in either direction. {@link #toString()} does not show the data.
 *
 * @param capability the name of the custom capability
 * @param type what the message is; means something only together with {@code capability}
 * @param data the content, which may be empty
 */
@Experimental(Experimental.Stage.DEVELOPMENT)
public record CustomMessage(String capability, String type, Bytes data) {
    public CustomMessage {
        requireNonNull(capability, "capability");
        requireNonNull(type, "type");
        requireNonNull(data, "data");
    }
}
