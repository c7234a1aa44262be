package io.amp4j.benchmarks;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import org.yaml.snakeyaml.LoaderOptions;

/** What the catalog benchmarks read. */
final class CatalogTexts {
    private static final YAMLFactory FACTORY =
            YAMLFactory.builder().loaderOptions(options()).build();

    private CatalogTexts() {}

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        return options;
    }

    /** Returns an extension with this many versions, 0.0.0, 0.0.1 and so on. */
    static String extension(int entries) {
        StringBuilder text = new StringBuilder("additionalInstrumentationVersions:\n");
        for (int i = 0; i < entries; i++) {
            text.append("  - version: \"").append(version(i)).append("\"\n");
            text.append("    traceloopSdk: \"0.65.0\"\n");
            text.append("    pythonVersions: [\"3.10\", \"3.11\", \"3.12\", \"3.13\"]\n");
            text.append("    imageRepository: \"registry.example.com/mirror/provider\"\n");
        }
        return text.toString();
    }

    static String version(int i) {
        return "1." + i / 1000 + "." + i % 1000;
    }

    static YAMLParser parser(byte[] bytes) throws IOException {
        return FACTORY.createParser(bytes);
    }
}
