package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every image tag that an internal registry must hold so that each version runs on each of its Pythons.
 *
 * @since 0.1.0
 */
public final class MirrorPlan {
    private final List<Copy> copies;
    private final List<Entry> entries;

    MirrorPlan(List<Copy> copies, List<Entry> entries) {
        copies = List.copyOf(copies);
        entries = List.copyOf(entries);
        this.copies = copies;
        this.entries = entries;
    }

    /** Returns the images to copy, newest version first, Pythons in the order of the entry. */
    public List<Copy> copies() {
        return copies;
    }

    /** Returns the extension entries with which agents pull the copies, newest version first. */
    public List<Entry> entries() {
        return entries;
    }

    /** One image to copy. */
    public static final class Copy {
        private final String version;
        private final String python;
        private final ImageReference source;
        private final ImageReference target;

        Copy(String version, String python, ImageReference source, ImageReference target) {
            requireNonNull(version, "version");
            requireNonNull(python, "python");
            requireNonNull(source, "source");
            requireNonNull(target, "target");
            this.version = version;
            this.python = python;
            this.source = source;
            this.target = target;
        }

        /** Returns the version of amp-instrumentation. */
        public String version() {
            return version;
        }

        /** Returns the Python minor. */
        public String python() {
            return python;
        }

        /** Returns the image to pull. */
        public ImageReference source() {
            return source;
        }

        /** Returns the image to push. */
        public ImageReference target() {
            return target;
        }

        /** Shows everything on one line; invisible characters are escaped. */
        @Override
        public String toString() {
            return Quoted.onOneLine("Copy[version=" + version + ", python=" + python + ", source=" + source
                    + ", target=" + target + "]");
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Copy that
                    && version.equals(that.version)
                    && python.equals(that.python)
                    && source.equals(that.source)
                    && target.equals(that.target);
        }

        @Override
        public int hashCode() {
            return Objects.hash(version, python, source, target);
        }
    }

    /** One entry of the extension; it has all fields, because entries are replaced as a whole. */
    public static final class Entry {
        private final String version;
        private final @Nullable String traceloopSdk;
        private final List<String> pythonVersions;
        private final String imageRepository;

        Entry(String version, @Nullable String traceloopSdk, List<String> pythonVersions, String imageRepository) {
            requireNonNull(version, "version");
            pythonVersions = List.copyOf(pythonVersions);
            requireNonNull(imageRepository, "imageRepository");
            this.version = version;
            this.traceloopSdk = traceloopSdk;
            this.pythonVersions = pythonVersions;
            this.imageRepository = imageRepository;
        }

        /** Returns the version of amp-instrumentation. */
        public String version() {
            return version;
        }

        /** Returns the traceloop version, or null if the catalog has none. */
        public @Nullable String traceloopSdk() {
            return traceloopSdk;
        }

        /** Returns the Python minors. */
        public List<String> pythonVersions() {
            return pythonVersions;
        }

        /** Returns the repository in the mirror. */
        public String imageRepository() {
            return imageRepository;
        }

        /** Shows everything on one line; invisible characters are escaped. */
        @Override
        public String toString() {
            return Quoted.onOneLine("Entry[version=" + version + ", traceloopSdk=" + traceloopSdk + ", pythonVersions="
                    + pythonVersions + ", imageRepository=" + imageRepository + "]");
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Entry that
                    && version.equals(that.version)
                    && Objects.equals(traceloopSdk, that.traceloopSdk)
                    && pythonVersions.equals(that.pythonVersions)
                    && imageRepository.equals(that.imageRepository);
        }

        @Override
        public int hashCode() {
            return Objects.hash(version, traceloopSdk, pythonVersions, imageRepository);
        }
    }

    /** The repository of the images of every published version, for an entry without another repository to pull from: {@value}. */
    static final String PUBLIC_REPOSITORY = "ghcr.io/wso2/amp-python-instrumentation-provider";

    /** Text that a shell reads as one word without quoting. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._:/@-]+");

    private static final Pattern REGISTRY =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?(/[a-z0-9][a-z0-9._-]*+)*+");

    /**
     * Returns the plan for a registry.
     *
     * @param registry host, optional port and optional path, such as {@code registry.example.com/wso2-mirror}; the last segment of each
     *     repository is appended unless it ends in that already. An entry whose repository is already in the registry is pushed to that
     *     repository, and pulled from the repository of the layer below it, or from the public repository.
     * @throws IllegalArgumentException if the registry has another form
     */
    public static MirrorPlan of(InstrumentationCatalog catalog, String registry) {
        if (!REGISTRY.matcher(registry).matches()) {
            throw new IllegalArgumentException(
                    "registry must be host[:port][/path], without a scheme and without a trailing"
                            + " slash, the path in lower case: " + Quoted.of(registry));
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
                        entry.version(), python, ImageReference.of(source, tag), ImageReference.of(target, tag)));
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

    @Override
    public String toString() {
        return "MirrorPlan[copies=" + copies + ", entries=" + entries + "]";
    }

    /** Returns the entries as an operator's file in YAML: the whole list, to replace the present one. */
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

    /** Quotes if necessary: an entry that a program created may have any name, and an IPv6 address has brackets. */
    private static String word(ImageReference image) {
        String text = image.toString();
        return WORD.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MirrorPlan that && copies.equals(that.copies) && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return Objects.hash(copies, entries);
    }
}
