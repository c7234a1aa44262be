package io.amp4j.otel.internal.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Formats paths for messages. If a user has given the content of a file in place of its path, the path is a key or a password. */
public final class ShownPath {
    /** No key of a server and no token looks like this. */
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_-]{1,40}\\.[a-z]{1,5}");

    private ShownPath() {}

    /** Returns the path if it looks like one, and else describes it by its length. */
    public static String of(Path path) {
        String text = path.toString();
        return looksLikeOne(path)
                ? Printable.text(text)
                : "(" + Printable.described(text) + " that names no file; is it the content of one?)";
    }

    private static boolean looksLikeOne(Path path) {
        Path name = path.getFileName();
        return name == null
                || Files.exists(path)
                || (!looksLikeAnAddress(path)
                        && (FILE_NAME.matcher(name.toString()).matches() || beginsInADirectory(path)));
    }

    /** A URL may contain a password, whatever it ends with. Of the two slashes after its scheme a path keeps one. */
    private static boolean looksLikeAnAddress(Path path) {
        String text = path.toString();
        int start = path.getRoot() == null ? 0 : path.getRoot().toString().length();
        int colon = text.indexOf(':', start);
        return colon >= 0 && (text.indexOf(":/", colon) >= 0 || text.indexOf('@', colon) >= 0);
    }

    private static boolean beginsInADirectory(Path path) {
        Path root = path.getRoot();
        Path first = root == null ? path.getName(0) : root.resolve(path.getName(0));
        return path.getNameCount() > 1 && Files.isDirectory(first);
    }
}
