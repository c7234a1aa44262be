package io.amp4j.samples.distro.instrumentations;

import io.amp4j.otel.internal.text.Printable;

/** Which names somebody may have meant. */
final class Likeness {
    private static final int FEW = 2;
    private static final int LONG = 100;

    private Likeness() {}

    /** Returns a name that may hold anything, for a message. */
    static String quoted(String name) {
        return "'" + Printable.text(name, 50) + "'";
    }

    /** Returns whether two names differ in at most two letters, or one is the other and a version. */
    static boolean isNear(String name, String other) {
        if (name.startsWith(other + "-") || other.startsWith(name + "-")) {
            return true;
        }
        return name.length() < LONG && Math.abs(name.length() - other.length()) <= FEW && distance(name, other) <= FEW;
    }

    private static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int i = 0; i <= to.length(); i++) {
            above[i] = i;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[to.length()];
    }
}
