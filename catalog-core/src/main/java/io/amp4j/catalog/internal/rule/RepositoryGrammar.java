package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.internal.node.Invisible;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The grammar of image names without tag and digest: {@code [host[:port]/]path/of/lower-case}. */
final class RepositoryGrammar {
    /** What registries accept for the path. */
    private static final int LONGEST = 255;

    private static final Pattern SLASHES = Pattern.compile("/+");

    private RepositoryGrammar() {}

    /** Returns what is wrong and what to do, or null when the repository is well formed. */
    static @Nullable String fault(String repository) {
        String obvious = obviousFault(repository);
        if (obvious != null) {
            return obvious;
        }
        int slash = repository.indexOf('/');
        int pathStart = 0;
        if (slash > 0 && isHost(repository, slash)) {
            String hostFault = hostFault(repository, slash);
            if (hostFault != null) {
                return hostFault;
            }
            pathStart = slash + 1;
        }
        return pathFault(repository, pathStart);
    }

    /** Returns the repository without the usual slips, or null when it is not well formed even then. */
    static @Nullable String repaired(String repository) {
        String text = Invisible.without(repository);
        int scheme = text.indexOf("://");
        text = scheme < 0 ? text : text.substring(scheme + 3);
        int digest = text.indexOf('@');
        text = digest < 0 ? text : text.substring(0, digest);
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '/') {
            end--;
        }
        text = text.substring(0, end);
        int tag = text.indexOf(':', text.lastIndexOf('/') + 1);
        text = tag < 0 ? text : text.substring(0, tag);
        text = SLASHES.matcher(text).replaceAll("/");
        int slash = text.indexOf('/');
        int path = slash > 0 && isHost(text, slash) ? slash + 1 : 0;
        text = text.substring(0, path) + text.substring(path).toLowerCase(Locale.ROOT);
        return fault(text) == null ? text : null;
    }

    /** The usual slips, each with its own advice. */
    private static @Nullable String obviousFault(String repository) {
        if (repository.contains("://")) {
            return "has a scheme; delete everything up to ://";
        }
        if (repository.indexOf('@') >= 0) {
            return "has a digest, where AMP adds a tag; delete everything from the @ on";
        }
        if (repository.endsWith("/")) {
            return "ends in a slash; delete it";
        }
        if (repository.startsWith("/")) {
            return "begins with a slash; delete it, or put the registry before it";
        }
        if (repository.indexOf(' ') >= 0 || repository.indexOf('\t') >= 0) {
            return "has a space in it; delete it";
        }
        int lastSlash = repository.lastIndexOf('/');
        if (repository.indexOf(':', lastSlash + 1) >= 0) {
            return "has a tag, where AMP adds <version>-python<X.Y>; delete everything from the last colon on";
        }
        return null;
    }

    /** As container runtimes decide it: a dot, a colon, localhost or capitals make the first part a host. */
    private static boolean isHost(String repository, int end) {
        if (end == "localhost".length() && repository.startsWith("localhost")) {
            return true;
        }
        for (int i = 0; i < end; i++) {
            char c = repository.charAt(i);
            if (c == '.' || c == ':' || c == '[' || (c >= 'A' && c <= 'Z')) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String hostFault(String repository, int end) {
        if (end > LONGEST) {
            return "begins with a registry name of more than " + LONGEST + " characters";
        }
        int colon = repository.lastIndexOf(':', end - 1);
        boolean address = repository.charAt(0) == '[';
        int hostEnd = colon < 0 || (address && colon < repository.indexOf(']')) ? end : colon;
        if (hostEnd < end && !isPort(repository, hostEnd + 1, end)) {
            return "has no valid port after the registry; write a number from 1 to 65535";
        }
        boolean good = address ? isAddress(repository, hostEnd) : isDomain(repository, hostEnd);
        return good
                ? null
                : "begins with a registry name that is not valid; use letters, digits, hyphens and dots, such as"
                        + " registry.example.com";
    }

    private static boolean isPort(String text, int from, int to) {
        if (to == from || to - from > 5) {
            return false;
        }
        int port = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = 10 * port + (c - '0');
        }
        return port >= 1 && port <= 65_535;
    }

    private static boolean isAddress(String text, int end) {
        if (end < 4 || text.charAt(end - 1) != ']') {
            return false;
        }
        for (int i = 1; i < end - 1; i++) {
            char c = text.charAt(i);
            if (c != ':' && Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDomain(String text, int end) {
        int label = 0;
        for (int i = 0; i <= end; i++) {
            if (i == end || text.charAt(i) == '.') {
                if (i == label || text.charAt(label) == '-' || text.charAt(i - 1) == '-') {
                    return false;
                }
                label = i + 1;
            } else if (!isAlphanumeric(text.charAt(i)) && text.charAt(i) != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return isLowerOrDigit(c) || (c >= 'A' && c <= 'Z');
    }

    private static boolean isLowerOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static @Nullable String pathFault(String repository, int from) {
        if (repository.length() - from > LONGEST) {
            return "has a path of more than " + LONGEST + " characters";
        }
        int i = from;
        while (true) {
            int end = componentEnd(repository, i);
            if (end < 0) {
                return componentFault(repository, i);
            }
            if (end == repository.length()) {
                return null;
            }
            i = end + 1;
        }
    }

    /** Returns where the component ends that begins here, or -1 when it is not valid. */
    private static int componentEnd(String text, int from) {
        int i = from;
        while (true) {
            int run = i;
            while (i < text.length() && isLowerOrDigit(text.charAt(i))) {
                i++;
            }
            if (i == run) {
                return -1;
            }
            if (i == text.length() || text.charAt(i) == '/') {
                return i;
            }
            int separator = separatorEnd(text, i);
            if (separator < 0) {
                return -1;
            }
            i = separator;
        }
    }

    /** A separator inside a component is one dot, one or two underscores, or any number of hyphens. */
    private static int separatorEnd(String text, int from) {
        char c = text.charAt(from);
        int end = from + 1;
        if (c == '.') {
            return end;
        }
        if (c == '_') {
            return end < text.length() && text.charAt(end) == '_' ? end + 1 : end;
        }
        if (c != '-') {
            return -1;
        }
        while (end < text.length() && text.charAt(end) == '-') {
            end++;
        }
        return end;
    }

    private static String componentFault(String repository, int from) {
        int slash = repository.indexOf('/', from);
        int end = slash < 0 ? repository.length() : slash;
        if (end == from) {
            return "has an empty part between two slashes; delete one slash";
        }
        for (int i = from; i < end; i++) {
            if (repository.charAt(i) >= 'A' && repository.charAt(i) <= 'Z') {
                return "has capital letters in its path, and registries take lower case only";
            }
        }
        return "has a part that is not valid; use lower case letters and digits, with single . _ or - between them";
    }
}
