package io.amp4j.opamp.transport;

import static io.amp4j.opamp.transport.AutobahnCase.fragmented;
import static io.amp4j.opamp.transport.AutobahnCases.CLOSE;
import static io.amp4j.opamp.transport.AutobahnCases.HEADER;
import static io.amp4j.opamp.transport.AutobahnCases.HELLO;
import static io.amp4j.opamp.transport.AutobahnCases.PING;
import static io.amp4j.opamp.transport.AutobahnCases.TEXT;
import static io.amp4j.opamp.transport.AutobahnCases.binary;
import static io.amp4j.opamp.transport.AutobahnCases.close;
import static io.amp4j.opamp.transport.AutobahnCases.filled;
import static io.amp4j.opamp.transport.AutobahnCases.group;
import static io.amp4j.opamp.transport.AutobahnCases.numbered;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The cases of text, and of the end of a connection, whose reason is the one text that is left. */
final class AutobahnClosing {

    private AutobahnClosing() {}

    static void add() {
        utf8();
        closing();
    }

    private static void utf8() {
        byte[] valid = "Hello-µ@ßöäüàá-UTF-8!!".getBytes(StandardCharsets.UTF_8);
        byte[] invalid = Wire.bytes("cebae1bdb9cf83cebcceb5eda080656469746564");
        String refuses = "refuses with 1003, whether or not it is UTF-8";
        group(
                "6.1",
                3,
                "texts with empty fragments",
                refuses,
                (i, it) -> it.send(
                                i == 1 ? Wire.frame(TEXT, new byte[0]) : Wire.frame(Wire.TEXT, new byte[0]),
                                Wire.frame(0x80, new byte[0]))
                        .fails(1003));
        group(
                "6.2",
                4,
                "valid texts, in one frame and in fragments",
                refuses,
                (i, it) -> text(it, valid, i == 1 ? 100 : i == 2 ? 12 : 1));
        group(
                "6.3",
                2,
                "invalid texts, in one frame and in fragments",
                refuses,
                (i, it) -> text(it, invalid, i == 1 ? 100 : 1));
        group(
                "6.4",
                4,
                "invalid texts that go on",
                refuses,
                (i, it) -> it.sendChopped(i, fragmented(Wire.TEXT, invalid, i < 3 ? 12 : 100))
                        .fails(1003));
        for (Utf8Samples.Group samples : Utf8Samples.GROUPS) {
            List<AutobahnCases.Numbered> cases = new ArrayList<>();
            int i = 0;
            for (Utf8Samples.Sample sample : samples.samples()) {
                String number = samples.number() + "." + ++i;
                cases.add(numbered(number, it -> text(it, sample.bytes(), 1000)));
                cases.add(numbered(number + " as a reason", it -> reason(it, sample)));
            }
            AutobahnCases.GROUPS.add(new AutobahnCases.Group(
                    samples.number(),
                    i,
                    samples.what(),
                    "refuses the text with 1003; as the reason of a Close frame: takes it if it is UTF-8, 1007 otherwise",
                    cases));
        }
    }

    static void text(AutobahnCase it, byte[] text, int fragment) {
        it.send(fragmented(Wire.TEXT, text, fragment)).fails(1003);
    }

    private static void reason(AutobahnCase it, Utf8Samples.Sample sample) {
        it.send(close(1000, sample.bytes()));
        if (sample.isValid()) {
            it.closes(1000, new String(sample.bytes(), StandardCharsets.UTF_8));
        } else {
            it.fails(1007);
        }
    }

    private static void closing() {
        byte[] normal = close(1000, new byte[0]);
        group(
                "7.1",
                6,
                "a Close frame after a message, before another, a ping, a message, in a message, after 256 KiB",
                "answers with the same code, once, after what came before; nothing after it is heard",
                (i, it) -> {
                    switch (i) {
                        case 1 -> it.send(binary(HELLO)).hears(HELLO).echoed().send(normal);
                        case 2 -> it.send(normal, close(1001, new byte[0]));
                        case 3 -> it.send(normal, Wire.frame(PING, new byte[0]));
                        case 4 -> it.send(normal, binary(HELLO));
                        case 5 -> it.send(Wire.frame(Wire.BINARY, HEADER), normal, Wire.frame(0x80, HELLO));
                        default -> {
                            byte[] large = filled(256 << 10, 'B');
                            it.send(binary(large), binary(HELLO), normal, Wire.frame(PING, HELLO))
                                    .hears(large, HELLO);
                        }
                    }
                    it.closes(1000, "");
                });
        group(
                "7.3",
                6,
                "Close frames of 0, 1, 2, 14, 125 and 126 bytes",
                "takes them; 1 and 126 bytes: 1002",
                (i, it) -> {
                    switch (i) {
                        case 1 -> it.send(Wire.frame(CLOSE, new byte[0])).closes(1005, "");
                        case 2 -> it.send(Wire.frame(CLOSE, new byte[1])).fails(1002);
                        case 3 -> it.send(normal).closes(1000, "");
                        case 4 -> it.send(close(1000, HELLO)).closes(1000, "Hello, world!");
                        case 5 -> it.send(close(1000, filled(123, '*'))).closes(1000, "*".repeat(123));
                        default -> it.send(close(1000, filled(124, '*'))).fails(1002);
                    }
                });
        group(
                "7.5",
                1,
                "a reason that is not UTF-8",
                "1007",
                (i, it) -> it.send(close(1000, Wire.bytes("cebae1bdb9cf83cebcceb5eda080656469746564")))
                        .fails(1007));
        int[] valid = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999};
        group(
                "7.7",
                13,
                "the valid codes",
                "answers with the same code",
                (i, it) -> it.send(close(valid[i - 1], new byte[0])).closes(valid[i - 1], ""));
        int[] invalid = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999};
        group(
                "7.9",
                9,
                "codes that nobody may send: " + Arrays.toString(invalid).replaceAll("[\\[\\]]", ""),
                "1002",
                (i, it) -> it.send(close(invalid[i - 1], new byte[0])).fails(1002));
        group(
                "7.13",
                2,
                "the codes 5000 and 65535, about which the suite says nothing",
                "1002",
                (i, it) -> it.send(close(i == 1 ? 5000 : 65535, new byte[0])).fails(1002));
    }
}
