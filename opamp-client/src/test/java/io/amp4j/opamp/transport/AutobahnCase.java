package io.amp4j.opamp.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a server does in one case, and what has to come of it. */
final class AutobahnCase {

    /** One thing that the server does. */
    interface Step {
        void take(Wire wire, Answers answers) throws IOException;
    }

    /** What the server has read of the client. */
    interface Answers {
        /** Reads until this pong, or a later one of the same case, has come. */
        void awaitPong(byte[] payload) throws IOException;

        /** Reads until so many messages have come back. */
        void awaitEchoes(int count) throws IOException;
    }

    final List<Step> steps = new ArrayList<>();
    final List<byte[]> heard = new ArrayList<>();
    final List<String> pongs = new ArrayList<>();
    int malformed;
    /** The code that the client closes with; -1 while that is the server's 1000, which follows the last step. */
    int code = -1;

    @Nullable
    String reason;

    boolean fails;
    boolean chopped;
    String extension = "";

    /** Has the server send bytes as they are. */
    AutobahnCase send(byte[]... frames) {
        byte[] all = Wire.concat(frames);
        steps.add((wire, answers) -> {
            if (chopped) {
                for (byte each : all) {
                    wire.write(new byte[] {each});
                }
            } else {
                wire.write(all);
            }
        });
        return this;
    }

    /** Has the server send bytes in pieces. */
    AutobahnCase sendChopped(int piece, byte[] all) {
        steps.add((wire, answers) -> {
            for (int at = 0; at < all.length; at += piece) {
                wire.write(Arrays.copyOfRange(all, at, Math.min(all.length, at + piece)));
            }
        });
        return this;
    }

    /** Has every byte sent alone. */
    AutobahnCase octetwise() {
        chopped = true;
        return this;
    }

    /** The client hears this message and sends it back. */
    AutobahnCase hears(byte[]... protobufs) {
        heard.addAll(List.of(protobufs));
        return this;
    }

    /** The server goes on once all messages so far have come back. */
    AutobahnCase echoed() {
        int count = heard.size();
        steps.add((wire, answers) -> answers.awaitEchoes(count));
        return this;
    }

    /** The client hears that there was a message which is no OpAMP. */
    AutobahnCase hearsMalformed() {
        malformed++;
        return this;
    }

    /** The client answers this ping before anything else happens. */
    AutobahnCase pong(byte[] payload) {
        pongs.add(Wire.hex(payload));
        steps.add((wire, answers) -> answers.awaitPong(payload));
        return this;
    }

    /** The client fails the connection with this code. */
    AutobahnCase fails(int with) {
        code = with;
        fails = true;
        return this;
    }

    /** The server's own Close frame, which is among the steps, ends the connection in order; 1005 is none. */
    AutobahnCase closes(int with, String why) {
        code = with;
        reason = why;
        return this;
    }

    /** The server agrees to compression. */
    AutobahnCase agreeing(String answer) {
        extension = answer;
        return this;
    }

    /** Cuts a payload into frames of at most so many bytes. */
    static byte[] fragmented(int first, byte[] payload, int most) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        int at = 0;
        do {
            int next = Math.min(payload.length, at + most);
            frames.writeBytes(Wire.frame(
                    (at == 0 ? first : 0) | (next == payload.length ? 0x80 : 0),
                    Arrays.copyOfRange(payload, at, next)));
            at = next;
        } while (at < payload.length);
        return frames.toByteArray();
    }
}
