package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.PythonMinor;
import io.amp4j.catalog.internal.layer.FieldNames;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.node.Node;
import io.amp4j.catalog.internal.node.ScalarNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What several rules ask of the values of an entry. */
final class Fields {
    private Fields() {}

    /** Sees one value that is meant to be a text. */
    interface Visitor {
        void visit(String field, Node value);
    }

    /** Shows every value that is meant to be a text, in the order of the fields. */
    static void forEachText(RawEntry entry, Visitor visitor) {
        FieldNames names = entry.layer().names();
        if (entry.version() != null) {
            visitor.visit(names.version(), entry.version());
        }
        if (entry.traceloopSdk() != null) {
            visitor.visit(names.traceloopSdk(), entry.traceloopSdk());
        }
        for (Node python : entry.pythonNodes()) {
            visitor.visit(names.pythonVersions(), python);
        }
        if (entry.imageRepository() != null && names.imageRepository() != null) {
            visitor.visit(names.imageRepository(), entry.imageRepository());
        }
    }

    /** Returns whether this is a text, quoted or not a number, and not an empty one. */
    static boolean isText(@Nullable Node node) {
        return node instanceof ScalarNode scalar
                && scalar.kind() == ScalarNode.Kind.TEXT
                && !scalar.text().isEmpty();
    }

    /** Returns whether this is a text on which a grammar can be tried: not blank, nothing invisible around it. */
    static boolean isCleanText(@Nullable Node node) {
        return node instanceof ScalarNode scalar && scalar.isCleanText();
    }

    static boolean isNumber(@Nullable Node node) {
        return node instanceof ScalarNode scalar && scalar.kind() == ScalarNode.Kind.NUMBER;
    }

    /** Returns whether a number is written the one way in which a YAML writer would write it again. */
    static boolean survivesAsNumber(String text) {
        int dot = text.indexOf('.');
        int wholeEnd = dot < 0 ? text.length() : dot;
        if (wholeEnd == 0
                || text.length() > 15
                || (wholeEnd > 1 && text.charAt(0) == '0')
                || text.charAt(text.length() - 1) == '.') {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (i != dot && (text.charAt(i) < '0' || text.charAt(i) > '9')) {
                return false;
            }
        }
        return dot < 0 || text.charAt(text.length() - 1) != '0';
    }

    /** Returns whether the text is what is left of an unquoted {@code 3.10}: the platform knows it with a zero only. */
    static boolean lostItsZero(String python, Iterable<String> platformPythons) {
        boolean withZero = false;
        for (String minor : platformPythons) {
            if (minor.equals(python)) {
                return false;
            }
            withZero |= minor.length() == python.length() + 1 && minor.endsWith("0") && minor.startsWith(python);
        }
        return withZero;
    }

    /** Returns whether every Python is one that a platform could build, so that it makes sense to ask whether this one does. */
    static boolean areMinors(List<String> pythons, List<String> platformPythons) {
        for (String python : pythons) {
            if (!PythonMinor.isBare(python) || lostItsZero(python, platformPythons)) {
                return false;
            }
        }
        return !pythons.isEmpty();
    }
}
