package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.node.HelmTemplate;
import io.amp4j.catalog.internal.node.Node;
import io.amp4j.catalog.internal.node.Quoted;
import java.util.List;
import java.util.regex.Pattern;

/** A traceloop version that no release of a Python package can have (PEP 440). AMP shows it as it is, so it is only worth a word. */
final class TraceloopSdkGrammar implements Rule {
    /** No release has a longer version, and a longer text is not looked into. */
    private static final int LONGEST = 100;

    /** PEP 440, appendix B: epoch, release, pre-, post- and development release, local version. */
    private static final Pattern VERSION = Pattern.compile(
            "v?(?:[0-9]++!)?[0-9]++(?:\\.[0-9]++)*+"
                    + "(?:[-_.]?(?:alpha|a|beta|b|preview|pre|c|rc)[-_.]?[0-9]*)?"
                    + "(?:-[0-9]+|[-_.]?(?:post|rev|r)[-_.]?[0-9]*)?"
                    + "(?:[-_.]?dev[-_.]?[0-9]*)?"
                    + "(?:\\+[a-z0-9]++(?:[-_.][a-z0-9]++)*+)?",
            Pattern.CASE_INSENSITIVE);

    @Override
    public String code() {
        return "traceloop-sdk-grammar";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    /** Returns whether a Python package can have the version. */
    static boolean isVersion(String text) {
        return text.length() <= LONGEST && VERSION.matcher(text).matches();
    }

    @Override
    public void entry(RawEntry entry, List<String> platformPythons, Report report) {
        String text = entry.traceloopSdkText();
        Node value = entry.traceloopSdk();
        if (text == null || value == null || !Fields.isCleanText(value) || isVersion(text)) {
            return;
        }
        String field = entry.layer().names().traceloopSdk();
        report.add(this, entry, value, field, field + " " + Quoted.of(text) + advice(text));
    }

    private static String advice(String text) {
        if (HelmTemplate.isIn(text)) {
            return " is a Helm template; " + HelmTemplate.ADVICE;
        }
        if (text.length() > LONGEST) {
            return " has " + text.length() + " characters, and no release has a version of more than " + LONGEST
                    + "; write one, such as \"0.60.0\"";
        }
        String repaired = Repairs.traceloopSdk(text);
        return " is not a version of a Python package (PEP 440); write "
                + (repaired == null ? "one, such as \"0.60.0\"" : Quoted.of(repaired));
    }
}
