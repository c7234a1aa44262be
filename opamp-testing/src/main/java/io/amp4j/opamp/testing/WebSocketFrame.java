package io.amp4j.opamp.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket frame to send, valid or not. Immutable.
 *
 * @since 0.1.0
 */
public final class WebSocketFrame {
    /** The opcode of a further frame of a message. */
    public static final int CONTINUATION = 0;
    /** The opcode of a text message. */
    public static final int TEXT = 1;
    /** The opcode of a binary message. */
    public static final int BINARY = 2;
    /** The opcode of a Close frame. */
    public static final int CLOSE = 8;
    /** The opcode of a ping. */
    public static final int PING = 9;
    /** The opcode of a pong. */
    public static final int PONG = 10;

    private final boolean fin;
    private final int reserved;
    private final int opcode;
    private final Bytes payload;
    private final boolean masked;

    private WebSocketFrame(boolean fin, int reserved, int opcode, Bytes payload, boolean masked) {
        this.fin = fin;
        this.reserved = reserved;
        this.opcode = opcode;
        this.payload = payload;
        this.masked = masked;
    }

    /** Returns whether it ends its message. */
    public boolean fin() {
        return fin;
    }

    /** Returns the three reserved bits, 4 being RSV1. */
    public int reserved() {
        return reserved;
    }

    /** Returns the opcode, from 0 to 15. */
    public int opcode() {
        return opcode;
    }

    /** Returns the content. */
    public Bytes payload() {
        return payload;
    }

    /** Returns whether it is masked, which a server must not do. */
    public boolean masked() {
        return masked;
    }

    /** Returns a whole frame of any opcode. */
    public static WebSocketFrame of(int opcode, Bytes payload) {
        return new WebSocketFrame(true, 0, opcode, payload, false);
    }

    /** Returns a binary message in one frame; an OpAMP message starts with a zero byte. */
    public static WebSocketFrame binary(Bytes payload) {
        return of(BINARY, payload);
    }

    /** Returns a text message in one frame. */
    public static WebSocketFrame text(String text) {
        return of(TEXT, Bytes.utf8(text));
    }

    /** Returns a continuation frame, the last one unless {@link #unfinished()}. */
    public static WebSocketFrame continuation(Bytes payload) {
        return of(CONTINUATION, payload);
    }

    /** Returns a ping. */
    public static WebSocketFrame ping(Bytes payload) {
        return of(PING, payload);
    }

    /** Returns a pong. */
    public static WebSocketFrame pong(Bytes payload) {
        return of(PONG, payload);
    }

    /** Returns a close frame; a code of 1005 makes an empty one. */
    public static WebSocketFrame close(int code, String reason) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        if (code != 1005) {
            payload.write(code >>> 8);
            payload.write(code);
            payload.writeBytes(reason.getBytes(StandardCharsets.UTF_8));
        }
        return of(CLOSE, Bytes.of(payload.toByteArray()));
    }

    /** Returns this frame without FIN: more of the message follows. */
    public WebSocketFrame unfinished() {
        return new WebSocketFrame(false, reserved, opcode, payload, masked);
    }

    /** Returns this frame with reserved bits set. */
    public WebSocketFrame withReserved(int bits) {
        return new WebSocketFrame(fin, bits, opcode, payload, masked);
    }

    /** Returns this frame masked. */
    public WebSocketFrame withMask() {
        return new WebSocketFrame(fin, reserved, opcode, payload, true);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WebSocketFrame that
                && fin == that.fin
                && reserved == that.reserved
                && opcode == that.opcode
                && payload.equals(that.payload)
                && masked == that.masked;
    }

    @Override
    public int hashCode() {
        return Objects.hash(fin, reserved, opcode, payload, masked);
    }

    /** Leaves the content out. */
    @Override
    public String toString() {
        return "frame(opcode " + opcode + ", " + payload.size() + " bytes" + (fin ? "" : ", unfinished")
                + (reserved == 0 ? "" : ", reserved bits " + reserved) + (masked ? ", masked" : "") + ")";
    }
}
