package io.amp4j.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Inputs of every shape, and what becomes of them by chance. */
final class FuzzCorpus {
    static final int LARGEST = 64 << 10;

    private FuzzCorpus() {}

    /** Bytes that mean something to a YAML or JSON reader. */
    private static final List<String> TOKENS = List.of(
            "- ",
            ": ",
            "\n",
            "\n  ",
            "\t",
            "\r\n",
            "[",
            "]",
            "{",
            "}",
            ",",
            "&a ",
            "*a",
            "<<: ",
            "? ",
            "| \n",
            ">-\n",
            "|2+\n",
            "\"",
            "'",
            "#",
            "---\n",
            "...\n",
            "!!str ",
            "!!binary ",
            "!!float ",
            "!<x> ",
            "%YAML 1.2\n",
            "\\u0000",
            "\\x41",
            "@",
            "3.10",
            "~",
            "null",
            "0x",
            "1e999",
            ".inf",
            "\0",
            "\u00e4",
            "\ud83d\ude00",
            "\ufeff",
            "\u2028",
            "\u0085",
            "version: ",
            "pythonVersions: ",
            "imageRepository: ",
            "additionalInstrumentationVersions:\n",
            "kind: ConfigMap\n",
            "data:\n  instrumentation-extension.yaml: |\n",
            "agentManagerService:\n",
            "python-instrumentation-provider: ");

    static List<byte[]> all() throws IOException {
        List<byte[]> corpus = new ArrayList<>();
        Path fixtures = Path.of("src", "test", "resources", "io", "amp4j", "catalog");
        try (Stream<Path> files = Files.walk(fixtures)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                corpus.add(Files.readAllBytes(file));
            }
        }
        corpus.add(CatalogJson.catalog(CatalogLoader.builder().load().orElseThrow())
                .getBytes(UTF_8));
        corpus.add("""
                kind: ConfigMap
                data:
                  instrumentation-extension.yaml: |
                    x-a: &a {pythonVersions: ["3.11"], imageRepository: ghcr.io/x}
                    additionalInstrumentationVersions:
                      - {version: "0.4.0", <<: *a}
                """.getBytes(UTF_8));
        corpus.add(
                "{\"kind\":\"ConfigMap\",\"data\":{\"instrumentation-extension.yaml\":\"additionalInstrumentationVersions:\\n- 1\\n\"}}"
                        .getBytes(UTF_8));
        return corpus;
    }

    static byte[] mutate(byte[] seed, List<byte[]> corpus, Random random) {
        byte[] bytes = seed;
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            bytes = mutateOnce(bytes, corpus, random);
        }
        return bytes.length <= LARGEST ? bytes : Arrays.copyOf(bytes, LARGEST);
    }

    private static byte[] mutateOnce(byte[] bytes, List<byte[]> corpus, Random random) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(40));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        switch (random.nextInt(7)) {
            case 0 -> out.write(random.nextInt(256));
            case 1 -> out.writeBytes(token(random));
            case 2 -> out.writeBytes(token(random).length == 0 ? bytes : repeat(token(random), random));
            case 3 -> out.writeBytes(repeat(Arrays.copyOfRange(bytes, from, to), random));
            case 4 -> {
                byte[] other = corpus.get(random.nextInt(corpus.size()));
                int start = random.nextInt(other.length);
                out.write(other, start, random.nextInt(other.length - start));
            }
            case 5 -> from = to;
            default -> {
                out.write(bytes, from, to - from);
                out.write(' ');
            }
        }
        out.write(bytes, from, bytes.length - from);
        return out.toByteArray();
    }

    static byte[] token(Random random) {
        return TOKENS.get(random.nextInt(TOKENS.size())).getBytes(UTF_8);
    }

    private static byte[] repeat(byte[] part, Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int times = random.nextInt(4) == 0 ? 20_000 : 1 + random.nextInt(50);
        for (int i = 0; i < times && out.size() < LARGEST; i++) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
