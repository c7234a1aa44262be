package io.amp4j.catalog;

import io.amp4j.catalog.internal.node.Document;
import io.amp4j.catalog.internal.node.DocumentReader;
import io.amp4j.catalog.internal.node.ReadFailure;
import io.amp4j.fuzz.Damage;
import io.amp4j.fuzz.Fuzzer;
import io.amp4j.fuzz.Input;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Catalog extensions, as files of others bring them. */
class YamlFuzzTest {
    private static final byte[][] SEEDS = Input.bytes(
            """
            additionalInstrumentationVersions:
              - version: "0.4.0"
                pythonVersions: ["3.11", '3.12']
                imageRepository: ghcr.io/example/instrumentation
            """,
            """
            kind: ConfigMap
            data:
              instrumentation-extension.yaml: |
                x-a: &a {pythonVersions: ["3.11"], imageRepository: ghcr.io/x}
                additionalInstrumentationVersions:
                  - {version: "0.4.0", <<: *a}
            """,
            """
            agentManagerService:
              python-instrumentation-provider:
                defaultVersion: 0.4.0 # unquoted
                ? complex
                : - >-
                  folded
            """,
            "{\"additionalInstrumentationVersions\": [{\"version\": \"0.4.0\", \"pythonVersions\": [3.10, null, true, 1e3]}]}",
            "- &a [1, 2]\n- *a\n- !!str x\n- \"\\u00e4\\x41\\\n  b\"\n");

    private static final byte[][] WORDS = Input.bytes(
            "- ",
            ": ",
            "\n",
            "\n  ",
            "[",
            "]",
            "{",
            "}",
            "{a: [",
            "&a ",
            "*a ",
            "<<: *a\n",
            "? ",
            "| \n",
            ">-\n",
            "|2+\n",
            "#",
            "---\n",
            "...\n",
            "!!binary ",
            "!!float ",
            "!<x> ",
            "%YAML 1.2\n",
            "\\u0000",
            "3.10",
            "~",
            "0x",
            ".inf",
            "version: ",
            "pythonVersions: ",
            "imageRepository: ",
            "additionalInstrumentationVersions:\n",
            "{{ x }}");

    @Test
    void survivesAnyText(TestInfo test) {
        DocumentReader reader = new DocumentReader(ReadLimits.DEFAULT);
        Fuzzer.run(test, 50, new Damage(SEEDS, WORDS), bytes -> {
            try {
                Document document = reader.read("x.yaml", bytes);
                Fuzzer.must(document.text().length() <= bytes.length, "the text grows");
                return true;
            } catch (ReadFailure e) {
                Fuzzer.checkMessage(e.reason());
                return false;
            }
        });
    }

    @Test
    void loadsWhatIsValidAsIsAgain(TestInfo test) {
        Fuzzer.run(test, 2, new Damage(SEEDS, WORDS), bytes -> {
            Validation validation = load(bytes);
            validation.problems().forEach(problem -> Fuzzer.checkMessage(problem.message()));
            if (!validation.isValid()) {
                return false;
            }
            String text = CatalogJson.catalog(validation.orElseThrow());
            Fuzzer.must(
                    text.equals(CatalogJson.catalog(load(bytes).orElseThrow())), "the same input is another catalog");
            return true;
        });
    }

    private static Validation load(byte[] bytes) {
        return CatalogLoader.builder()
                .extension(CatalogSource.text("x.yaml", new String(bytes, StandardCharsets.UTF_8)))
                .load();
    }
}
