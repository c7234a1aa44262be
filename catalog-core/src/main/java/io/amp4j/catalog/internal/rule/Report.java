package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Problem;
import io.amp4j.catalog.Severity;
import io.amp4j.catalog.SourceLocation;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.layer.RawLayer;
import io.amp4j.catalog.internal.node.Node;
import io.amp4j.catalog.internal.node.Quoted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the problems of one load and puts them in document order. */
public final class Report {
    private record Placed(int layer, Problem problem) {}

    private static final Comparator<Placed> DOCUMENT_ORDER = Comparator.comparingInt(Placed::layer)
            .thenComparingInt(placed -> placed.problem().location().line())
            .thenComparingInt(placed -> placed.problem().location().column());

    /** A file of millions of faults must not fill the heap with their descriptions. */
    private static final int MOST = 10_000;

    private final Set<String> raised;
    private final Set<String> silenced;
    private final List<Placed> placed = new ArrayList<>();
    private int dropped;
    private boolean errors;

    /** A report that makes errors of some warnings and drops others, by their codes. */
    public Report(Set<String> raised, Set<String> silenced) {
        this.raised = raised;
        this.silenced = silenced;
    }

    /** Adds a problem of a layer; the layer is its position in the document order. */
    public void add(
            String code,
            Severity severity,
            int layer,
            SourceLocation location,
            String message,
            @Nullable String entry,
            @Nullable String field) {
        Severity effective = severity;
        if (severity == Severity.WARNING) {
            if (silenced.contains(code)) {
                return;
            }
            effective = raised.contains(code) ? Severity.ERROR : Severity.WARNING;
        }
        errors |= effective == Severity.ERROR;
        if (placed.size() >= MOST) {
            dropped++;
            return;
        }
        // Names of files and the words of the system come into messages as they are.
        placed.add(new Placed(
                layer,
                Problem.of(code, effective, location, Quoted.onOneLine(message))
                        .withEntry(entry)
                        .withField(field)));
    }

    /** Adds a problem of an entry; the message is {@code extension entry "0.4.0": } and the text. */
    void add(Rule rule, RawEntry entry, SourceLocation location, @Nullable String field, String text) {
        String version = entry.versionText();
        add(
                rule.code(),
                rule.severity(),
                entry.layer().index(),
                location,
                entry.subject() + ": " + text,
                version.isEmpty() ? null : version,
                field);
    }

    /** Adds a problem at a node of an entry. */
    void add(Rule rule, RawEntry entry, Node at, @Nullable String field, String text) {
        add(rule, entry, entry.layer().document().at(at), field, text);
    }

    /** Adds a problem that AMP meets while parsing, so that its words are {@code parse extension <file>: }. */
    void addParsing(
            Rule rule,
            RawLayer layer,
            @Nullable RawEntry entry,
            SourceLocation location,
            @Nullable String field,
            String text) {
        String version = entry == null || entry.versionText().isEmpty() ? null : entry.versionText();
        String inEntry = version == null ? "" : "entry " + Quoted.of(version) + ": ";
        add(
                rule.code(),
                rule.severity(),
                layer.index(),
                location,
                "parse " + layer.noun() + " " + layer.layer().name() + ": " + inEntry + text,
                version,
                field);
    }

    /** Adds a problem of a layer outside its entries. */
    void add(Rule rule, RawLayer layer, SourceLocation location, @Nullable String field, String message) {
        add(rule.code(), rule.severity(), layer.index(), location, message, null, field);
    }

    /** Returns whether the input is refused. */
    public boolean hasErrors() {
        return errors;
    }

    /**
     * Returns the problems, layer after layer, by line and column; those at one place in the order of the rules. After ten
     * thousand the last one only tells how many more there are.
     */
    public List<Problem> problems() {
        placed.sort(DOCUMENT_ORDER);
        List<Problem> problems = new ArrayList<>(placed.size() + 1);
        for (Placed one : placed) {
            problems.add(one.problem());
        }
        if (dropped > 0) {
            problems.add(Problem.of(
                    "too-many-problems",
                    errors ? Severity.ERROR : Severity.WARNING,
                    SourceLocation.whole("catalog"),
                    "and " + dropped + " more problems, which are not listed; repair these first"));
        }
        return problems;
    }
}
