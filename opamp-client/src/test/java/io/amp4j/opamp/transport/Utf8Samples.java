package io.amp4j.opamp.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Byte sequences that are UTF-8 or are not, after Markus Kuhn's stress test, in the order in which the Autobahn suite numbers them. */
final class Utf8Samples {

    record Sample(String hex, boolean isValid) {
        byte[] bytes() {
            return Wire.bytes(hex);
        }
    }

    record Group(String number, String what, List<Sample> samples) {}

    private static final String GREEK = "cebae1bdb9cf83cebcceb5";

    static final List<Group> GROUPS = new ArrayList<>();

    static {
        add(
                "valid texts",
                List.of(
                        valid("hello$world"),
                        valid("hello¢world"),
                        valid("hello€world"),
                        valid("hello𤭢world"),
                        valid("κόσμε")));
        List<Sample> prefixes = new ArrayList<>();
        for (int i = 1; i <= 11; i++) {
            prefixes.add(new Sample(
                    GREEK.substring(0, 2 * i), List.of(2, 5, 7, 9, 11).contains(i)));
        }
        add("all prefixes of a valid text", prefixes);
        add("the first sequences of 1 to 4 bytes", valid("00", "c280", "e0a080", "f0908080"));
        add("the first sequences of 5 and 6 bytes", invalid("f888808080", "fc8480808080"));
        add("the last sequences of 1 to 4 bytes", valid("7f", "dfbf", "efbfbf", "f48fbfbf"));
        add("the last sequences of 4 to 6 bytes, beyond Unicode", invalid("f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf"));
        add(
                "around the surrogates and the end of Unicode",
                joined(valid("ed9fbf", "ee8080", "efbfbd", "f48fbfbf"), invalid("f4908080")));
        add(
                "continuation bytes that continue nothing",
                invalid("80", "bf", "80bf", "80bf80", "80bf80bf", "80bf80bf80", "80bf80bf80bf", range(0x80, 0xbf, "")));
        add(
                "first bytes alone",
                invalid(
                        range(0xc0, 0xdf, "20"),
                        range(0xe0, 0xef, "20"),
                        range(0xf0, 0xf7, "20"),
                        range(0xf8, 0xfb, "20"),
                        range(0xfc, 0xfd, "20")));
        String[] incomplete = {
            "c0", "e080", "f08080", "f8808080", "fc80808080", "df", "efbf", "f7bfbf", "fbbfbfbf", "fdbfbfbfbf"
        };
        add("sequences without their last byte", invalid(incomplete));
        add("these one after the other", invalid(String.join("", incomplete)));
        add("bytes that UTF-8 never has", invalid("fe", "ff", "fefeffff"));
        add("a slash in too many bytes", invalid("c0af", "e080af", "f08080af", "f8808080af", "fc80808080af"));
        add("the longest in too many bytes", invalid("c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf"));
        add("a zero in too many bytes", invalid("c080", "e08080", "f0808080", "f880808080", "fc8080808080"));
        add("surrogates", invalid("eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf"));
        add(
                "pairs of surrogates",
                invalid(
                        "eda080edb080",
                        "eda080edbfbf",
                        "edadbfedb080",
                        "edadbfedbfbf",
                        "edae80edb080",
                        "edae80edbfbf",
                        "edafbfedb080",
                        "edafbfedbfbf"));
        List<String> noncharacters = new ArrayList<>(List.of("efbfbe", "efbfbf"));
        for (int plane = 1; plane <= 16; plane++) {
            for (int low = 0xfffe; low <= 0xffff; low++) {
                noncharacters.add(
                        Wire.hex(new String(Character.toChars(plane << 16 | low)).getBytes(StandardCharsets.UTF_8)));
            }
        }
        add("code points that are no characters, and valid", valid(noncharacters.toArray(new String[0])));
        add("special characters", valid("efbfb9", "efbfba", "efbfbb", "efbfbc", "efbfbd", "efbfbe", "efbfbf"));
    }

    private Utf8Samples() {}

    private static void add(String what, List<Sample> samples) {
        GROUPS.add(new Group("6." + (5 + GROUPS.size()), what, samples));
    }

    private static Sample valid(String text) {
        return new Sample(Wire.hex(text.getBytes(StandardCharsets.UTF_8)), true);
    }

    private static List<Sample> valid(String... hex) {
        return samples(true, hex);
    }

    private static List<Sample> invalid(String... hex) {
        return samples(false, hex);
    }

    private static List<Sample> samples(boolean isValid, String... hex) {
        List<Sample> samples = new ArrayList<>();
        for (String each : hex) {
            samples.add(new Sample(each, isValid));
        }
        return samples;
    }

    private static List<Sample> joined(List<Sample> first, List<Sample> second) {
        List<Sample> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /** The bytes from {@code first} up to but without {@code end}, as the suite has them. */
    private static String range(int first, int end, String between) {
        StringBuilder hex = new StringBuilder();
        for (int i = first; i < end; i++) {
            hex.append(Integer.toHexString(i)).append(between);
        }
        return hex.toString();
    }
}
