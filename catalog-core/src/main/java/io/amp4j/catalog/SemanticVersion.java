package io.amp4j.catalog;

import java.util.Comparator;
import java.util.Optional;

/**
 * A version in the grammar of semver.org 2.0.0, without a leading {@code v}.
 *
 * <p>The order is semver's, pre-releases below their release. Versions that differ in build metadata only, which semver
 * calls equal, are ordered by their text, so that the order is total and agrees with {@code equals}.
 *
 * @since 0.1.0
 */
public final class SemanticVersion implements Comparable<SemanticVersion> {
    /** The highest version first, as AMP lists versions. */
    public static final Comparator<SemanticVersion> NEWEST_FIRST = Comparator.reverseOrder();

    private final String text;
    private final int firstDot;
    private final int secondDot;
    /** The end index of major.minor.patch. */
    private final int coreEnd;
    /** The end index of the pre-release; equals {@link #coreEnd} if there is none. */
    private final int preReleaseEnd;

    private SemanticVersion(String text, int firstDot, int secondDot, int coreEnd, int preReleaseEnd) {
        this.text = text;
        this.firstDot = firstDot;
        this.secondDot = secondDot;
        this.coreEnd = coreEnd;
        this.preReleaseEnd = preReleaseEnd;
    }

    /** Returns the version, or empty if the text is not one. Numbers may have any length. */
    public static Optional<SemanticVersion> parse(String text) {
        int firstDot = numberEnd(text, 0);
        if (firstDot < 0 || firstDot == text.length() || text.charAt(firstDot) != '.') {
            return Optional.empty();
        }
        int secondDot = numberEnd(text, firstDot + 1);
        if (secondDot < 0 || secondDot == text.length() || text.charAt(secondDot) != '.') {
            return Optional.empty();
        }
        int coreEnd = numberEnd(text, secondDot + 1);
        if (coreEnd < 0) {
            return Optional.empty();
        }
        int end = coreEnd;
        if (end < text.length() && text.charAt(end) == '-') {
            end = identifiersEnd(text, end + 1, true);
            if (end < 0) {
                return Optional.empty();
            }
        }
        int preReleaseEnd = end;
        if (end < text.length() && text.charAt(end) == '+') {
            end = identifiersEnd(text, end + 1, false);
        }
        return end == text.length()
                ? Optional.of(new SemanticVersion(text, firstDot, secondDot, coreEnd, preReleaseEnd))
                : Optional.empty();
    }

    /** Returns whether this is a pre-release such as {@code 0.5.0-rc.1}. */
    public boolean isPreRelease() {
        return preReleaseEnd > coreEnd;
    }

    /** Returns whether the version has build metadata such as {@code +abc}. */
    public boolean hasBuildMetadata() {
        return preReleaseEnd < text.length();
    }

    @Override
    public int compareTo(SemanticVersion other) {
        int order = compareNumbers(text, 0, firstDot, other.text, 0, other.firstDot);
        if (order == 0) {
            order = compareNumbers(text, firstDot + 1, secondDot, other.text, other.firstDot + 1, other.secondDot);
        }
        if (order == 0) {
            order = compareNumbers(text, secondDot + 1, coreEnd, other.text, other.secondDot + 1, other.coreEnd);
        }
        if (order == 0) {
            order = comparePreReleases(other);
        }
        return order == 0 ? text.compareTo(other.text) : order;
    }

    private int comparePreReleases(SemanticVersion other) {
        if (!isPreRelease() || !other.isPreRelease()) {
            return Boolean.compare(other.isPreRelease(), isPreRelease());
        }
        int a = coreEnd;
        int b = other.coreEnd;
        while (a < preReleaseEnd && b < other.preReleaseEnd) {
            int aEnd = identifierEnd(text, a + 1, preReleaseEnd);
            int bEnd = identifierEnd(other.text, b + 1, other.preReleaseEnd);
            int order = compareIdentifiers(text, a + 1, aEnd, other.text, b + 1, bEnd);
            if (order != 0) {
                return order;
            }
            a = aEnd;
            b = bEnd;
        }
        return Boolean.compare(a < preReleaseEnd, b < other.preReleaseEnd);
    }

    private static int compareIdentifiers(String a, int aFrom, int aTo, String b, int bFrom, int bTo) {
        boolean aNumeric = allDigits(a, aFrom, aTo);
        boolean bNumeric = allDigits(b, bFrom, bTo);
        if (aNumeric && bNumeric) {
            return compareNumbers(a, aFrom, aTo, b, bFrom, bTo);
        }
        return aNumeric == bNumeric ? compareTexts(a, aFrom, aTo, b, bFrom, bTo) : Boolean.compare(bNumeric, aNumeric);
    }

    /** Compares digits without a leading zero: the longer one is the larger one. */
    private static int compareNumbers(String a, int aFrom, int aTo, String b, int bFrom, int bTo) {
        int order = Integer.compare(aTo - aFrom, bTo - bFrom);
        return order == 0 ? compareTexts(a, aFrom, aTo, b, bFrom, bTo) : order;
    }

    private static int compareTexts(String a, int aFrom, int aTo, String b, int bFrom, int bTo) {
        int common = Math.min(aTo - aFrom, bTo - bFrom);
        for (int i = 0; i < common; i++) {
            int order = Character.compare(a.charAt(aFrom + i), b.charAt(bFrom + i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(aTo - aFrom, bTo - bFrom);
    }

    private static int identifierEnd(String text, int from, int to) {
        int dot = text.indexOf('.', from);
        return dot < 0 || dot > to ? to : dot;
    }

    /** Returns the end index of the number that starts at {@code from}, or -1 if there is none or it has a leading zero. */
    private static int numberEnd(String text, int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end == from || (text.charAt(from) == '0' && end > from + 1) ? -1 : end;
    }

    private static int identifiersEnd(String text, int from, boolean preRelease) {
        int start = from;
        while (true) {
            int end = start;
            while (end < text.length() && isIdentifierCharacter(text.charAt(end))) {
                end++;
            }
            boolean leadingZero =
                    preRelease && end > start + 1 && text.charAt(start) == '0' && allDigits(text, start, end);
            if (end == start || leadingZero) {
                return -1;
            }
            if (end == text.length() || text.charAt(end) != '.') {
                return end;
            }
            start = end + 1;
        }
    }

    private static boolean allDigits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isIdentifierCharacter(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SemanticVersion version && text.equals(version.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Returns the version as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
