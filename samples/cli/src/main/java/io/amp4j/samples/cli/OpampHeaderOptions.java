package io.amp4j.samples.cli;

import io.amp4j.samples.cli.oci.RegularFile;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where {@code amp4j opamp agent} takes the headers of its requests from. A name given in several places has the value of the first of them:
 * option, file, environment variable. No message repeats a value, or what may be one.
 */
final class OpampHeaderOptions {
    /** Headers as {@code name=value,name=value}, values percent-encoded, as in {@code OTEL_EXPORTER_OTLP_HEADERS}. */
    static final String VARIABLE = "AMP4J_HEADERS";

    private static final int LARGEST_FILE = 64 << 10;

    /** Editors on Windows write it before the first line. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    // As texts: what picocli cannot convert, it quotes.
    @Option(
            names = "--header",
            paramLabel = "NAME=VALUE",
            description =
                    "A header of every request or upgrade; repeatable. Other users of the machine see it in the list of"
                            + " processes: give secrets by --header-file or " + VARIABLE + ".")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = "--header-file",
            paramLabel = "FILE",
            description =
                    "Headers of every request or upgrade, NAME: VALUE a line; # begins a comment. Must not be readable"
                            + " by everybody.")
    private @Nullable Path file;

    private final Set<String> names = new LinkedHashSet<>();

    /** One header; its value may be a secret. */
    record Header(String name, String value) {
        @Override
        public String toString() {
            return Printable.text(name);
        }
    }

    /** Returns the names of the headers that were read. */
    Set<String> names() {
        return names;
    }

    /** Returns the headers of all three places, or adds what is wrong with them to {@code problems}. */
    List<Header> read(Map<String, String> environment, List<String> problems) {
        List<Header> all = new ArrayList<>();
        add(all, ofOption(problems));
        if (file != null) {
            add(all, ofFile(file, problems));
        }
        add(all, ofVariable(environment.getOrDefault(VARIABLE, ""), problems));
        all.forEach(header -> names.add(header.name()));
        return all;
    }

    private static void add(List<Header> all, List<Header> more) {
        List<Header> before = List.copyOf(all);
        more.stream()
                .filter(header ->
                        before.stream().noneMatch(known -> known.name().equalsIgnoreCase(header.name())))
                .forEach(all::add);
    }

    private List<Header> ofOption(List<String> problems) {
        List<Header> found = new ArrayList<>();
        for (int i = 0; i < headers.size(); i++) {
            String header = headers.get(i);
            add(header, header.indexOf('='), "--header number " + (i + 1) + " is not NAME=VALUE", found, problems);
        }
        return found;
    }

    private static List<Header> ofFile(Path file, List<String> problems) {
        List<Header> found = new ArrayList<>();
        try {
            List<String> lines = text(file).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (!line.isBlank() && !line.startsWith("#")) {
                    String problem = "line " + (i + 1) + " of the --header-file is not NAME: VALUE";
                    add(line, line.indexOf(':'), problem, found, problems);
                }
            }
        } catch (IOException e) {
            problems.add("--header-file " + ShownPath.of(file) + " " + e.getMessage());
        }
        return found;
    }

    private static List<Header> ofVariable(String value, List<String> problems) {
        List<Header> found = new ArrayList<>();
        String[] pairs = value.split(",", -1);
        for (int i = 0; i < pairs.length; i++) {
            String problem =
                    "entry " + (i + 1) + " of " + VARIABLE + " is not NAME=VALUE with % and , written as %25 and %2C";
            if (!pairs[i].isBlank()) {
                try {
                    // A plus sign is itself, unlike in a form.
                    String pair = URLDecoder.decode(pairs[i].replace("+", "%2B"), StandardCharsets.UTF_8);
                    add(pair, pair.indexOf('='), problem, found, problems);
                } catch (IllegalArgumentException e) {
                    problems.add(problem);
                }
            }
        }
        return found;
    }

    /** Without a proper name, there is no telling where the value begins. */
    private static void add(String line, int split, String problem, List<Header> found, List<String> problems) {
        String name = split < 0 ? "" : line.substring(0, split).strip();
        if (NAME.matcher(name).matches()) {
            found.add(new Header(name, line.substring(split + 1).strip()));
        } else {
            problems.add(problem);
        }
    }

    /**
     * Returns the content of a file that must be kept secret. The exception's message completes a sentence that starts with the name of the
     * file.
     */
    private static String text(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("does not exist");
        }
        String text;
        try {
            text = new String(RegularFile.read(file, LARGEST_FILE), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IOException("cannot be read: " + RegularFile.reason(e), e);
        }
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        Set<PosixFilePermission> open = EnumSet.of(
                PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);
        if (view != null && open.removeAll(view.readAttributes().permissions())) {
            throw new IOException(
                    "can be read by everybody, or written by others: chmod 600 it, or give a secret that Kubernetes"
                            + " mounts defaultMode: 0400 (0440 with fsGroup); or use " + VARIABLE
                            + ". Who could read it may know the secrets in it: change them");
        }
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }
}
