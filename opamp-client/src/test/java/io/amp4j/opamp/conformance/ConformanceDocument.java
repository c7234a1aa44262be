package io.amp4j.opamp.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Writes {@code docs/opamp-conformance.md}. */
final class ConformanceDocument {

    private final StringBuilder text = new StringBuilder(100_000);
    private final Ledger requirements;
    private final Ledger defects;
    private final Table equivalents;
    private final Table readings;

    ConformanceDocument(Ledger requirements, Ledger defects, Table equivalents, Table readings) {
        this.requirements = requirements;
        this.defects = defects;
        this.equivalents = equivalents;
        this.readings = readings;
    }

    String write() {
        line("# Conformance of opamp-client");
        line("");
        line(
                "Made by `ConformanceDocumentTest` from the tables in `opamp-client/src/test/resources/io/amp4j/opamp/conformance` and");
        line(
                "from `@Requirement` and `@Defect` on the tests; the build fails if it is out of date. Write it anew with");
        line("`./mvnw -pl opamp-client -am test -Dtest=ConformanceDocumentTest -Dconformance.update=true"
                + " -Dsurefire.failIfNoSpecifiedTests=false`.");
        line("");
        line(
                "A row counts as proved only by a test that fails if the client stops meeting it. `not yet` means that no test proves it,");
        line("and says what is missing; `does not apply` says why.");
        line("");
        summary();
        requirements();
        defects();
        equivalents();
        readings();
        return text.toString();
    }

    private void summary() {
        line("| | rows | proved | not yet | does not apply |");
        line("|---|---|---|---|---|");
        requirementLevels().forEach((level, rows) -> count("Requirements: " + level, requirements, rows));
        count("Requirements: all", requirements, requirements.table().rows());
        count("Defects of other clients", defects, defects.table().rows());
        line("");
    }

    private void count(String what, Ledger ledger, List<Table.Row> rows) {
        line("| " + what + " | " + rows.size() + " | " + ledger.proved(rows) + " | " + ledger.open(rows, Ledger.NOT_YET)
                + " | " + ledger.open(rows, Ledger.DOES_NOT_APPLY) + " |");
    }

    private Map<String, List<Table.Row>> requirementLevels() {
        Map<String, List<Table.Row>> levels = new LinkedHashMap<>();
        for (String level : List.of("MUST", "SHOULD", "MAY")) {
            levels.put(
                    level,
                    requirements.table().rows().stream()
                            .filter(row -> row.cell(0).replaceAll("[~+]", "").equalsIgnoreCase(level))
                            .toList());
        }
        return levels;
    }

    private void requirements() {
        line("## Requirements");
        line("");
        line(
                "From the OpAMP specification, v0.18.0 with the changes on its main branch up to 2026-07-23, in our words. Level: in capitals");
        line(
                "where the specification uses the keyword, in lower case where it does not; `~` where it states a fact and the level is our");
        line(
                "reading, `+` where the row is our inference. `A2S n` and `S2A n` are fields of AgentToServer and ServerToAgent; `A-nn` is a");
        line("reading in the last table.");
        requirements.table().sections().forEach((area, rows) -> {
            heading(area + " (" + requirements.proved(rows) + " of " + rows.size() + " proved)");
            table(
                    List.of("Id", "Level", "Requirement", "Proof"),
                    rows,
                    row -> List.of(row.id(), row.cell(0), row.cell(1), requirements.proof(row.id())));
        });
        line("");
    }

    private void defects() {
        line("## Defects of other clients that this one must not have");
        line("");
        line(
                "Found in the Python client (P) and in the Java contrib client (J), and what `opamp-go` leaves to be desired (S).");
        defects.table().sections().forEach((client, rows) -> {
            heading(client + " (" + defects.proved(rows) + " of " + rows.size() + " guarded)");
            table(
                    List.of("Id", "Defect", "Guard"),
                    rows,
                    row -> List.of(row.id(), row.cell(0), defects.proof(row.id())));
        });
        line("");
    }

    private void equivalents() {
        line("## Tests of other clients and ours");
        line("");
        line("Where one of our tests asserts the same, or more.");
        equivalents.sections().forEach((suite, rows) -> {
            heading(suite);
            table(List.of("Theirs", "Ours"), rows, row -> List.of("`" + row.id() + "`", row.cell(0)));
        });
        line("");
    }

    private void readings() {
        line("## Readings of what the specification leaves open");
        line("");
        table(
                List.of("Id", "What the texts say", "Reading"),
                readings.rows(),
                row -> List.of(row.id(), row.cell(0), row.cell(1)));
    }

    private void heading(String title) {
        line("");
        line("### " + title);
        line("");
    }

    private void table(List<String> heads, List<Table.Row> rows, Function<Table.Row, List<String>> cells) {
        line("| " + String.join(" | ", heads) + " |");
        line("|" + "---|".repeat(heads.size()));
        rows.forEach(row -> line("| " + String.join(" | ", cells.apply(row)) + " |"));
    }

    private void line(String content) {
        text.append(content).append('\n');
    }
}
