package io.amp4j.opamp.transport;

import static io.amp4j.opamp.transport.AutobahnCase.fragmented;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The cases of the Autobahn test suite, version 0.8, group by group, and what becomes of each. */
final class AutobahnCases {

    static final int TEXT = 0x80 | Wire.TEXT;
    static final int PING = 0x80 | Wire.PING;
    private static final int PONG = 0x80 | Wire.PONG;
    static final int CLOSE = 0x80 | Wire.CLOSE;

    static final byte[] HELLO = ascii("Hello, world!");
    static final byte[] HEADER = new byte[1];

    static final List<Group> GROUPS = new ArrayList<>();

    private AutobahnCases() {}

    /** A case that is made when it is run, since some are large; {@code number} may have an addition after a space. */
    record Numbered(String number, Supplier<AutobahnCase> scripted) {
        @Override
        public String toString() {
            return number;
        }
    }

    /**
     * Cases of one kind.
     *
     * @param number what their numbers begin with
     * @param server what the server does
     * @param client what the client does, or why they do not apply
     */
    record Group(String number, int count, String server, String client, List<Numbered> cases) {
        boolean isApplicable() {
            return !client.startsWith("does not apply");
        }

        List<String> numbers() {
            return IntStream.rangeClosed(1, count)
                    .mapToObj(i -> number + "." + i)
                    .toList();
        }
    }

    static {
        framing();
        controlFrames();
        fragmentation();
        AutobahnClosing.add();
        limits();
        AutobahnCompression.addTo(GROUPS);
    }

    // ---- the groups

    private static void framing() {
        int[] sizes = {0, 125, 126, 127, 128, 65535, 65536, 65536};
        group(
                "1.1",
                8,
                "a text of 0 to 65,536 bytes, once in pieces of 997",
                "refuses with 1003",
                (i, it) -> it.sendChopped(997, Wire.frame(TEXT, filled(sizes[i - 1], '*')))
                        .fails(1003));
        group(
                "1.2",
                8,
                "a binary message of 0 to 65,536 bytes, once in pieces of 997",
                "takes it; the empty one has no header of OpAMP and counts as malformed",
                (i, it) -> {
                    if (i == 1) {
                        it.send(Wire.frame(0x82, new byte[0])).hearsMalformed();
                        return;
                    }
                    byte[] protobuf = filled(sizes[i - 1] - 1, 0xfe);
                    it.sendChopped(i == 8 ? 997 : 1 << 20, binary(protobuf)).hears(protobuf);
                });
    }

    private static void controlFrames() {
        byte[] full = filled(125, 0xfe);
        group(
                "2",
                11,
                "pings, pongs that nobody asked for, of 0 to 126 bytes",
                "answers pings, of several that wait the newest at least"
                        + " (RFC 6455, 5.5.3); ignores pongs; 126 bytes: 1002",
                (i, it) -> {
                    switch (i) {
                        case 1 -> ping(it, new byte[0]);
                        case 2 -> ping(it, HELLO);
                        case 3 -> ping(it, Wire.bytes("00fffefdfcfb00ff"));
                        case 4 -> ping(it, full);
                        case 5 -> it.send(Wire.frame(PING, filled(126, 0xfe))).fails(1002);
                        case 6 -> ping(it.octetwise(), full);
                        case 7 -> it.send(Wire.frame(PONG, new byte[0]));
                        case 8 -> it.send(Wire.frame(PONG, ascii("unsolicited pong payload")));
                        case 9 ->
                            ping(it.send(Wire.frame(PONG, ascii("unsolicited pong payload"))), ascii("ping payload"));
                        default -> pings(i == 11 ? it.octetwise() : it);
                    }
                });
        group(
                "3",
                7,
                "reserved bits on text, binary, ping and Close",
                "1002, after the messages before it",
                (i, it) -> {
                    int opcode = i < 5 ? Wire.TEXT : i == 5 ? Wire.BINARY : i == 6 ? Wire.PING : Wire.CLOSE;
                    if (i > 1 && i < 5) {
                        it.send(binary(HELLO)).hears(HELLO);
                    }
                    reserved(
                            i == 4 ? it.octetwise() : it,
                            Wire.frame(0x80 | i << 4 | opcode, i == 7 ? new byte[0] : HELLO));
                });
        group(
                "4.1",
                5,
                "the data opcodes 3 to 7",
                "1002, after the messages before it",
                (i, it) -> unknownOpcode(it, i, 2 + i));
        group(
                "4.2",
                5,
                "the control opcodes 11 to 15",
                "1002, after the messages before it",
                (i, it) -> unknownOpcode(it, i, 10 + i));
    }

    private static void unknownOpcode(AutobahnCase it, int i, int opcode) {
        if (i > 2) {
            it.send(binary(HELLO)).hears(HELLO);
        }
        byte[] payload = i == 1 || i == 3 ? new byte[0] : HELLO;
        reserved(i == 5 ? it.octetwise() : it, Wire.frame(0x80 | opcode, payload));
    }

    private static void reserved(AutobahnCase it, byte[] frame) {
        it.send(frame, Wire.frame(PING, new byte[0])).fails(1002);
    }

    private static void ping(AutobahnCase it, byte[] payload) {
        it.send(Wire.frame(PING, payload)).pong(payload);
    }

    /** Ten at once: those before the newest may stay without an answer. */
    private static void pings(AutobahnCase it) {
        for (int i = 0; i < 9; i++) {
            byte[] payload = ascii("payload-" + i);
            it.send(Wire.frame(PING, payload));
            it.pongs.add(Wire.hex(payload));
        }
        ping(it, ascii("payload-9"));
    }

    private static void fragmentation() {
        byte[] first = Wire.concat(HEADER, ascii("fragment1"));
        byte[] second = ascii("fragment2");
        byte[] whole = ascii("fragment1fragment2");
        group(
                "5",
                20,
                "fragmented control frames; fragmented messages, whole and in single bytes, with pings between; continuations of nothing;"
                        + " a message in a message",
                "puts messages together, answers pings between; everything else: 1002",
                (i, it) -> {
                    switch (i) {
                        case 1, 2 ->
                            it.send(Wire.frame(i == 1 ? Wire.PING : Wire.PONG, first), Wire.frame(0x80, second))
                                    .fails(1002);
                        case 3, 4, 5 ->
                            chops(it, i - 3, Wire.frame(Wire.BINARY, first), Wire.frame(0x80, second))
                                    .hears(whole);
                        case 6, 7, 8 -> {
                            chops(it, i - 6, Wire.frame(Wire.BINARY, first), Wire.frame(PING, HELLO))
                                    .pong(HELLO);
                            it.send(Wire.frame(0x80, second)).hears(whole);
                        }
                        case 9, 10, 11 ->
                            chops(it, i - 9, Wire.frame(0x80, first), binary(HELLO))
                                    .fails(1002);
                        case 12, 13, 14 ->
                            chops(it, i - 12, Wire.frame(0, first), binary(HELLO))
                                    .fails(1002);
                        case 15 ->
                            it.send(Wire.frame(Wire.BINARY, first), Wire.frame(0x80, second))
                                    .hears(whole)
                                    .send(Wire.frame(0, second), binary(HELLO))
                                    .fails(1002);
                        case 16, 17 ->
                            it.send(
                                            Wire.frame(i == 16 ? 0 : 0x80, first),
                                            Wire.frame(Wire.BINARY, first),
                                            Wire.frame(0x80, second))
                                    .fails(1002);
                        case 18 ->
                            it.send(Wire.frame(Wire.BINARY, first), Wire.frame(0x82, first))
                                    .fails(1002);
                        default -> fiveFragments(i == 20 ? it.octetwise() : it);
                    }
                });
    }

    private static AutobahnCase chops(AutobahnCase it, int how, byte[]... frames) {
        if (how == 0) {
            return it.send(frames);
        }
        for (byte[] frame : frames) {
            it.send(frame);
        }
        return how == 2 ? it.octetwise() : it;
    }

    private static void fiveFragments(AutobahnCase it) {
        it.send(Wire.frame(Wire.BINARY, Wire.concat(HEADER, ascii("1"))), Wire.frame(0, ascii("2")));
        ping(it, ascii("pongme 1"));
        it.send(Wire.frame(0, ascii("3")), Wire.frame(0, ascii("4")));
        ping(it, ascii("pongme 2"));
        it.send(Wire.frame(0x80, ascii("5"))).hears(ascii("12345"));
    }

    private static void limits() {
        int[] sizes = {64 << 10, 256 << 10, 1 << 20, 4 << 20, 8 << 20, 16 << 20};
        int[] fragments = {64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20};
        int[] chops = {64, 128, 256, 512, 1024, 2048};
        int[] small = {0, 16, 64, 256, 1024, 4096};
        String refuses = "refuses with 1003";
        String takes = "takes and sends back";
        group(
                "9.1",
                6,
                "a text of 64 KiB to 16 MiB",
                refuses,
                (i, it) -> AutobahnClosing.text(it, filled(sizes[i - 1], '*'), 16 << 20));
        group("9.2", 6, "a binary message of 64 KiB to 16 MiB", takes, (i, it) -> {
            byte[] large = filled(sizes[i - 1] - 1, 0xfe);
            it.send(binary(large)).hears(large);
        });
        group(
                "9.3",
                9,
                "a text of 4 MiB in fragments of 64 bytes to 4 MiB",
                refuses,
                (i, it) -> AutobahnClosing.text(it, filled(4 << 20, '*'), fragments[i - 1]));
        group("9.4", 9, "a binary message of 4 MiB in fragments of 64 bytes to 4 MiB", takes, (i, it) -> {
            byte[] large = filled((4 << 20) - 1, '*');
            it.send(fragmented(Wire.BINARY, Wire.concat(HEADER, large), fragments[i - 1]))
                    .hears(large);
        });
        group(
                "9.5",
                6,
                "a text of 1 MiB in pieces of 64 to 2,048 bytes",
                refuses,
                (i, it) -> it.sendChopped(chops[i - 1], Wire.frame(TEXT, filled(1 << 20, '*')))
                        .fails(1003));
        group("9.6", 6, "a binary message of 1 MiB in pieces of 64 to 2,048 bytes", takes, (i, it) -> {
            byte[] large = filled((1 << 20) - 1, '*');
            it.sendChopped(chops[i - 1], binary(large)).hears(large);
        });
        group(
                "9.7",
                6,
                "1,000 texts of 0 to 4,096 bytes",
                refuses + ", the first",
                (i, it) -> it.send(Wire.frame(TEXT, filled(small[i - 1], '*'))).fails(1003));
        group("9.8", 6, "1,000 binary messages of 0 to 4,096 bytes, one after the other", takes, (i, it) -> {
            byte[] message = filled(small[i - 1], 0xfe);
            for (int j = 0; j < 1000; j++) {
                it.send(binary(message)).hears(message).echoed();
            }
        });
        group("10.1", 1, "a message of 64 KiB in fragments of 1,300 bytes", takes, (i, it) -> {
            byte[] large = filled(65535, '*');
            it.send(fragmented(Wire.BINARY, Wire.concat(HEADER, large), 1300)).hears(large);
        });
    }

    // ---- their parts

    static void group(
            String number, int count, String server, String client, BiConsumer<Integer, AutobahnCase> script) {
        List<Numbered> cases = IntStream.rangeClosed(1, count)
                .mapToObj(i -> numbered(number + "." + i, it -> script.accept(i, it)))
                .toList();
        GROUPS.add(new Group(number, count, server, client, cases));
    }

    static Numbered numbered(String number, Consumer<AutobahnCase> script) {
        return new Numbered(number, () -> {
            AutobahnCase made = new AutobahnCase();
            script.accept(made);
            return made;
        });
    }

    static byte[] binary(byte[] protobuf) {
        return Wire.frame(0x80 | Wire.BINARY, Wire.concat(HEADER, protobuf));
    }

    static byte[] close(int code, byte[] reason) {
        return Wire.frame(CLOSE, Wire.concat(new byte[] {(byte) (code >> 8), (byte) code}, reason));
    }

    static byte[] filled(int size, int value) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
