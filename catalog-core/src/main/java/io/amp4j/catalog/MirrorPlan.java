package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every image tag that an internal registry must hold so that each version runs on each of its Pythons.
 *
 * @param copies what to copy, newest version first, Pythons in the order of the entry
 * @param entries the extension entries that make agents pull the copies, newest version first
 */
public record MirrorPlan(List<Copy> copies, List<Entry> entries) {
    /** Copies the lists. */
    public MirrorPlan {
        copies = List.copyOf(copies);
        entries = List.copyOf(entries);
    }

    /**
     * One image to copy.
     *
     * @param version the version of amp-instrumentation
     * @param python the Python minor
     * @param source where to pull
     * @param target where to push
     */
    public record Copy(String version, String python, ImageReference source, ImageReference target) {
        /** Refuses null. */
        public Copy {
            requireNonNull(version, "version");
            requireNonNull(python, "python");
            requireNonNull(source, "source");
            requireNonNull(target, "target");
        }
    }

    /**
     * One entry of the extension, complete as entries are replaced as a whole.
     *
     * @param version the version of amp-instrumentation
     * @param traceloopSdk the traceloop version, or null when the catalog has none
     * @param pythonVersions the Python minors
     * @param imageRepository the repository in the mirror
     */
    public record Entry(
            String version, @Nullable String traceloopSdk, List<String> pythonVersions, String imageRepository) {
        /** Refuses null, and copies the Pythons. */
        public Entry {
            requireNonNull(version, "version");
            pythonVersions = List.copyOf(pythonVersions);
            requireNonNull(imageRepository, "imageRepository");
        }
    }

    /** Where the images of every published version are, for an entry that names no other place to pull from: {@value}. */
    static final String PUBLIC_REPOSITORY = "ghcr.io/wso2/amp-python-instrumentation-provider";

    /** What a shell reads as one word and nothing else. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._:/@-]+");

    private static final Pattern REGISTRY =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?(/[a-z0-9][a-z0-9._-]*)*");

    /**
     * Returns the plan for a registry.
     *
     * @param registry host, optional port and optional path, such as {@code registry.example.com/wso2-mirror}; the last segment of
     *     each repository is put behind it unless it ends in that already. An entry that already points there is pushed to where it
     *     points, and pulled from where the layer below it points, or from the public repository.
     * @throws IllegalArgumentException when the registry is of another form
     */
    public static MirrorPlan of(InstrumentationCatalog catalog, String registry) {
        if (!REGISTRY.matcher(registry).matches()) {
            throw new IllegalArgumentException(
                    "registry must be host[:port][/path], without a scheme and without a trailing"
                            + " slash, the path in lower case: \"" + registry + "\"");
        }
        List<Copy> copies = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        for (CatalogEntry entry : catalog.entries()) {
            String source = source(catalog, entry, registry);
            String target = target(entry.imageRepository(), registry);
            entries.add(new Entry(entry.version(), entry.traceloopSdk(), entry.pythonVersions(), target));
            for (String python : entry.pythonVersions()) {
                String tag = entry.image(python).tag();
                copies.add(new Copy(
                        entry.version(), python, new ImageReference(source, tag), new ImageReference(target, tag)));
            }
        }
        return new MirrorPlan(copies, entries);
    }

    private static String target(String repository, String registry) {
        if (isUnder(repository, registry)) {
            return repository;
        }
        String segment = "/" + repository.substring(repository.lastIndexOf('/') + 1);
        return registry.endsWith(segment) ? registry : registry + segment;
    }

    private static boolean isUnder(String repository, String registry) {
        return repository.equals(registry) || repository.startsWith(registry + "/");
    }

    private static String source(InstrumentationCatalog catalog, CatalogEntry entry, String registry) {
        List<CatalogEntry> history = catalog.history(entry.version());
        for (int i = history.size() - 1; i >= 0; i--) {
            String repository = history.get(i).imageRepository();
            if (!isUnder(repository, registry)) {
                return repository;
            }
        }
        return PUBLIC_REPOSITORY;
    }

    /** Returns the entries as an operator's file in YAML: the whole list, to be written in place of the present one. */
    public String extension() {
        StringBuilder file = new StringBuilder("additionalInstrumentationVersions:\n");
        for (Entry entry : entries) {
            file.append("  - version: ").append(Quoted.whole(entry.version())).append('\n');
            if (entry.traceloopSdk() != null) {
                file.append("    traceloopSdk: ")
                        .append(Quoted.whole(entry.traceloopSdk()))
                        .append('\n');
            }
            String pythons = entry.pythonVersions().stream().map(Quoted::whole).collect(Collectors.joining(", "));
            file.append("    pythonVersions: [").append(pythons).append("]\n");
            file.append("    imageRepository: ")
                    .append(Quoted.whole(entry.imageRepository()))
                    .append('\n');
        }
        return file.toString();
    }

    /** Returns a bash script that pulls, tags and pushes each image with docker, and stops at the first failure. */
    public String script() {
        StringBuilder script = new StringBuilder("#!/usr/bin/env bash\nset -euo pipefail\n");
        for (Copy copy : copies) {
            String source = word(copy.source());
            String target = word(copy.target());
            script.append("\ndocker pull ").append(source);
            script.append("\ndocker tag ").append(source).append(' ').append(target);
            script.append("\ndocker push ").append(target).append('\n');
        }
        return script.toString();
    }

    /** An image by its maker's hand may be named anything, and an IPv6 address has brackets. */
    private static String word(ImageReference image) {
        String text = image.toString();
        return WORD.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
