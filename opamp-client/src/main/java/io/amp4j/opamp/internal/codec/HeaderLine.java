package io.amp4j.opamp.internal.codec;

/**
 * One header as the server offers it; a name may come more than once. {@link #toString()} does not show the value.
 *
 * @param name the name as received
 * @param value the value as received, often a credential
 */
public record HeaderLine(String name, String value) {
    @Override
    public String toString() {
        return name;
    }
}
