package io.amp4j.catalog.internal.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the key that somebody probably meant. */
public final class Nearest {
    private Nearest() {}

    /** Returns the nearest known key, or null when none is near enough to be meant. */
    public static @Nullable String of(String key, List<String> known) {
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(key, candidate);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best;
    }

    /** Returns {@code  (did you mean x?)}, or an empty text. */
    public static String suggestion(String key, List<String> known) {
        String nearest = of(key, known);
        return nearest == null ? "" : " (did you mean " + nearest + "?)";
    }

    /** Returns the edit distance of the letters and digits, or the largest int when the two are not near. */
    private static int distance(String key, String candidate) {
        if (key.length() > 2 * candidate.length() + 2) {
            return Integer.MAX_VALUE;
        }
        String a = letters(key);
        String b = letters(candidate);
        if (a.equals(b)) {
            return 0;
        }
        // An abbreviation is as good as one slip: image for imageRepository, python for pythonVersions.
        if (a.length() >= 4 && (b.startsWith(a) || a.startsWith(b) || b.endsWith(a))) {
            return 1;
        }
        int allowed = b.length() <= 5 ? 1 : b.length() / 5 + 1;
        if (Math.abs(a.length() - b.length()) > allowed) {
            return Integer.MAX_VALUE;
        }
        int edits = edits(a, b);
        return edits <= allowed ? edits : Integer.MAX_VALUE;
    }

    private static String letters(String key) {
        StringBuilder letters = new StringBuilder(key.length());
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                letters.append(Character.toLowerCase(c));
            }
        }
        return letters.toString();
    }

    /** Counts insertions, deletions, replacements and swaps of neighbours. */
    private static int edits(String a, String b) {
        int[][] rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            rows[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            rows[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int best = Math.min(Math.min(rows[i - 1][j], rows[i][j - 1]) + 1, rows[i - 1][j - 1] + same);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, rows[i - 2][j - 2] + 1);
                }
                rows[i][j] = best;
            }
        }
        return rows[a.length()][b.length()];
    }
}
