package io.amp4j.opamp.transport;

import io.amp4j.opamp.transport.AutobahnCases.Group;
import io.amp4j.opamp.transport.AutobahnCases.Numbered;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;

/** The cases of permessage-deflate. The suite sends 1,000 messages in each, of works and pictures; here they are 5 of the same kinds. */
final class AutobahnCompression {

    private static final int MESSAGES = 5;
    private static final int WHOLE = 1 << 30;

    /** How large the messages are, and their fragments. */
    private static final int[][] SIZES = {
        {16, WHOLE},
        {64, WHOLE},
        {256, WHOLE},
        {1024, WHOLE},
        {4096, WHOLE},
        {8192, WHOLE},
        {16384, WHOLE},
        {32768, WHOLE},
        {65536, WHOLE},
        {131072, WHOLE},
        {8192, 256},
        {16384, 256},
        {32768, 256},
        {65536, 256},
        {131072, 256},
        {131072, 1024},
        {131072, 4096},
        {131072, 32768}
    };

    private enum Kind {
        PROSE("prose"),
        PICTURE("a picture"),
        NOISE("what cannot be compressed"),
        JSON("JSON"),
        HTML("HTML");

        private final String what;

        Kind(String what) {
            this.what = what;
        }

        byte[] bytes(int size, int seed) {
            Random random = new Random(seed);
            byte[] bytes = new byte[size];
            switch (this) {
                case NOISE -> random.nextBytes(bytes);
                case PICTURE -> {
                    for (int i = 0; i < size; i++) {
                        bytes[i] = (byte) (i % 512 / 2 + random.nextInt(3));
                    }
                }
                default -> {
                    StringBuilder text = new StringBuilder();
                    while (text.length() < size) {
                        String word = Integer.toString(random.nextInt(5000), 26);
                        text.append(
                                this == JSON
                                        ? "{\"" + word + "\": " + random.nextInt(100) + "},"
                                        : this == HTML ? "<td class=\"" + word + "\">" + word + "</td>" : word + " ");
                    }
                    bytes = Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII), size);
                }
            }
            return bytes;
        }
    }

    private AutobahnCompression() {}

    static void addTo(List<Group> groups) {
        int number = 1;
        for (Kind kind : Kind.values()) {
            groups.add(group(
                    "12." + number++,
                    kind.what + ", compressed, 16 to 131,072 bytes, whole and in fragments",
                    "inflates, and sends back compressed",
                    kind,
                    "permessage-deflate"));
        }
        groups.add(group("13.1", "JSON; the server keeps its window", "inflates", Kind.JSON, "permessage-deflate"));
        String forgetting = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
        groups.add(group("13.2", "JSON; neither side keeps its window", "inflates", Kind.JSON, forgetting));
        for (int i = 3; i <= 6; i++) {
            groups.add(new Group(
                    "13." + i,
                    18,
                    "limits the window of the client to " + (i % 2 == 1 ? 8 : 15) + " bits",
                    "does not apply: a server may do so only for a client that offers it. This one does not, since the JDK has no other window"
                            + " than 15 bits; it refuses such an answer (`refusesAWindowThatItDidNotOffer`)",
                    List.of()));
        }
        groups.add(group(
                "13.7",
                "JSON; the server takes the best offer, and limits its own window",
                "inflates",
                Kind.JSON,
                "permessage-deflate; server_no_context_takeover; server_max_window_bits=8"));
    }

    private static Group group(String number, String server, String client, Kind kind, String agreed) {
        List<Numbered> cases = new ArrayList<>();
        for (int i = 1; i <= SIZES.length; i++) {
            int[] size = SIZES[i - 1];
            cases.add(AutobahnCases.numbered(number + "." + i, it -> messages(it, size[0], size[1], kind, agreed)));
        }
        return new Group(number, SIZES.length, server, client, cases);
    }

    private static void messages(AutobahnCase it, int size, int fragment, Kind kind, String agreed) {
        it.agreeing(agreed);
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        if (agreed.contains("server_max_window_bits")) {
            // Refers to nothing, and so not to anything further back than a small window.
            deflater.setStrategy(Deflater.HUFFMAN_ONLY);
        }
        for (int i = 0; i < MESSAGES; i++) {
            byte[] protobuf = kind.bytes(size - 1, agreed.contains("server_no") ? i : 0);
            byte[] squeezed = deflate(deflater, Wire.concat(new byte[1], protobuf));
            it.send(AutobahnCase.fragmented(0x40 | Wire.BINARY, squeezed, fragment))
                    .hears(protobuf)
                    .echoed();
            if (agreed.contains("server_no_context_takeover")) {
                deflater.reset();
            }
        }
        deflater.end();
    }

    private static byte[] deflate(Deflater deflater, byte[] bytes) {
        deflater.setInput(bytes);
        byte[] out = new byte[bytes.length + bytes.length / 2 + 1024];
        int length = 0;
        while (length == 0) {
            // A new strategy takes a call of its own.
            length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        }
        return Arrays.copyOf(out, length - 4);
    }
}
