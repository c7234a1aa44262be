package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.PythonMinor;
import io.amp4j.catalog.SemanticVersion;
import io.amp4j.catalog.internal.layer.FieldNames;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.node.Invisible;
import io.amp4j.catalog.internal.node.Quoted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a value was probably meant to be. A message proposes nothing that would be refused in its turn, so whatever comes out of
 * here keeps every rule of its field; where there is no such text, messages show how one looks.
 */
final class Repairs {
    /** What AMP's column for the pinned version holds; far below the 128 characters of a tag. */
    static final int LONGEST_VERSION = 64;

    /** A message shows no more of a text, and half a proposal is none. */
    private static final int LONGEST = 100;

    private Repairs() {}

    /** Returns {@code write "…"} for a value of a field, or what to do otherwise when nothing acceptable is near. */
    static String write(RawEntry entry, String field, String text, List<String> platformPythons, String otherwise) {
        FieldNames names = entry.layer().names();
        boolean python = field.equals(names.pythonVersions());
        String repaired = python
                ? python(text, platformPythons)
                : field.equals(names.version())
                        ? version(text)
                        : field.equals(names.traceloopSdk()) ? traceloopSdk(text) : repository(text);
        if (python
                && repaired != null
                && !repaired.equals(text)
                && entry.pythonTexts().contains(repaired)) {
            return "delete it, because " + repaired + " is listed already";
        }
        return repaired == null ? otherwise : "write " + Quoted.of(repaired);
    }

    /** Returns how to write a number of a field in quotes. */
    static String quote(RawEntry entry, String field, String text, List<String> platformPythons) {
        FieldNames names = entry.layer().names();
        String otherwise = field.equals(names.pythonVersions())
                ? "write major.minor in quotes, such as \"3.11\""
                : field.equals(names.traceloopSdk())
                        ? "write a version in quotes, such as \"0.60.0\""
                        : "write it in quotes, such as \"" + FieldNames.PUBLIC_REPOSITORY + "\"";
        return write(entry, field, text, platformPythons, otherwise);
    }

    /** Returns the version that image tags and pins can hold, or null. */
    static @Nullable String version(String text) {
        String visible = visible(text);
        boolean leadingV = visible.startsWith("v") || visible.startsWith("V");
        String bare = leadingV ? visible.substring(1) : visible;
        int plus = bare.indexOf('+');
        String core = plus < 0 ? bare : bare.substring(0, plus);
        return isVersion(core) ? core : isVersion(core + ".0") ? core + ".0" : null;
    }

    private static boolean isVersion(String text) {
        return text.length() <= LONGEST_VERSION
                && SemanticVersion.parse(text)
                        .filter(version -> !version.hasBuildMetadata())
                        .isPresent();
    }

    /** Returns the bare minor that the platform would not take for the rest of another, or null. */
    static @Nullable String python(String text, List<String> platformPythons) {
        String minor = PythonMinor.normalize(visible(text));
        return PythonMinor.isBare(minor) && !Fields.lostItsZero(minor, platformPythons) ? minor : null;
    }

    /** Returns the version of PEP 440, without quotes of any kind, or null. */
    static @Nullable String traceloopSdk(String text) {
        String visible = visible(text);
        int from = 0;
        int to = visible.length();
        while (from < to && isQuote(visible.charAt(from))) {
            from++;
        }
        while (to > from && isQuote(visible.charAt(to - 1))) {
            to--;
        }
        String bare = visible.substring(from, to);
        return TraceloopSdkGrammar.isVersion(bare) ? bare : null;
    }

    private static boolean isQuote(char c) {
        int type = Character.getType(c);
        return c == '"'
                || c == '\''
                || c == '`'
                || type == Character.INITIAL_QUOTE_PUNCTUATION
                || type == Character.FINAL_QUOTE_PUNCTUATION
                || c == '\u201e'
                || c == '\u201a';
    }

    /** Returns the repository without scheme, tag and the like, or null. */
    static @Nullable String repository(String text) {
        String repaired = RepositoryGrammar.repaired(text);
        return repaired == null || repaired.length() > LONGEST ? null : repaired;
    }

    /** A text of megabytes is no slip of the pen. */
    private static String visible(String text) {
        return text.length() > 4 * LONGEST ? "" : Invisible.without(text);
    }
}
