package io.amp4j.opamp.internal.restrict;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of paths in a document: keys separated by dots. {@code *} matches any characters within a key, {@code **} any number of keys,
 * and {@code \.} a dot in a key. {@code ::} separates two keys as well, as in the Collector.
 */
public final class PathPattern {
    private static final String ANY_KEYS = "**";

    private final String text;
    private final List<String> keys;

    private PathPattern(String text, List<String> keys) {
        this.text = text;
        this.keys = keys;
    }

    /**
     * Parses a pattern.
     *
     * @throws IllegalArgumentException if a key is empty
     */
    public static PathPattern of(String text) {
        String plain = text.replace("::", ".");
        List<String> keys = new ArrayList<>();
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (c == '\\' && i + 1 < plain.length() && plain.charAt(i + 1) == '.') {
                key.append('.');
                i++;
            } else if (c == '.') {
                keys.add(key.toString());
                key.setLength(0);
            } else {
                key.append(c);
            }
        }
        keys.add(key.toString());
        if (keys.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("a path must be keys with dots between them: '" + text + "'");
        }
        return new PathPattern(text, List.copyOf(keys));
    }

    /** Returns whether this path matches. */
    boolean matches(List<String> path) {
        return walk(path)[keys.size()];
    }

    /** Returns whether this path, or one above it, matches. */
    boolean covers(List<String> path) {
        for (int length = 1; length <= path.size(); length++) {
            if (matches(path.subList(0, length))) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether this path, or one below it, may match. */
    boolean mayLead(List<String> path) {
        for (boolean isReached : walk(path)) {
            if (isReached) {
                return true;
            }
        }
        return false;
    }

    /** Returns which numbers of keys of the pattern the whole path may stand for. */
    private boolean[] walk(List<String> path) {
        boolean[] reached = new boolean[keys.size() + 1];
        reached[0] = true;
        skipAnyKeys(reached);
        for (String key : path) {
            boolean[] next = new boolean[keys.size() + 1];
            for (int i = 0; i < keys.size(); i++) {
                if (reached[i] && keys.get(i).equals(ANY_KEYS)) {
                    next[i] = true;
                } else if (reached[i] && Glob.matches(keys.get(i), key)) {
                    next[i + 1] = true;
                }
            }
            skipAnyKeys(next);
            reached = next;
        }
        return reached;
    }

    private void skipAnyKeys(boolean[] reached) {
        for (int i = 0; i < keys.size(); i++) {
            if (reached[i] && keys.get(i).equals(ANY_KEYS)) {
                reached[i + 1] = true;
            }
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
