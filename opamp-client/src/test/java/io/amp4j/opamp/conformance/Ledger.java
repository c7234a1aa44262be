package io.amp4j.opamp.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A table with what stands for each of its rows: tests, or the reason why there are none.
 *
 * @param proofs the tests by id
 * @param open state and reason by id
 */
record Ledger(Table table, SortedMap<String, List<String>> proofs, SortedMap<String, Open> open) {

    static final String NOT_YET = "not yet";
    static final String DOES_NOT_APPLY = "does not apply";

    /** Why a row has no test: {@link #NOT_YET} or {@link #DOES_NOT_APPLY}, and the reason. */
    record Open(String state, String reason) {
        @Override
        public String toString() {
            return state + ": " + reason;
        }
    }

    static Ledger requirements(Proofs proofs) {
        return of(
                Table.read("requirements.tsv", 3),
                proofs.by(Requirement.class, Requirement::value),
                Table.read("requirements-open.tsv", 3));
    }

    static Ledger defects(Proofs proofs) {
        return of(
                Table.read("defects.tsv", 2),
                proofs.by(Defect.class, Defect::value),
                Table.read("defects-open.tsv", 3));
    }

    private static Ledger of(Table table, SortedMap<String, List<String>> proofs, Table open) {
        SortedMap<String, Open> reasons = new TreeMap<>();
        for (Table.Row row : open.expanded().rows()) {
            if (reasons.put(row.id(), new Open(row.cell(0), row.cell(1))) != null) {
                throw new IllegalStateException("explained twice: " + row.id());
            }
        }
        return new Ledger(table, proofs, reasons);
    }

    /** Returns what is inconsistent, in sentences. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        List<String> ids = table.ids();
        for (String id : ids) {
            boolean proved = proofs.containsKey(id);
            Open reason = open.get(id);
            if (!proved && reason == null) {
                problems.add(id + " has neither a test nor a reason");
            } else if (proved && reason != null) {
                problems.add(id + " has a test, " + proofs.get(id) + ": take it off the list of open rows");
            } else if (reason != null && !List.of(NOT_YET, DOES_NOT_APPLY).contains(reason.state())) {
                problems.add(id + " has an unknown state: " + reason.state());
            }
        }
        named(ids, proofs, "a test", problems);
        named(ids, open, "the list of open rows", problems);
        return problems;
    }

    private static void named(List<String> ids, Map<String, ?> known, String by, List<String> problems) {
        known.keySet().stream()
                .filter(id -> !ids.contains(id))
                .forEach(id -> problems.add(id + " is named by " + by + " but is no row"));
    }

    /** Returns what stands for a row. */
    String proof(String id) {
        List<String> tests = proofs.get(id);
        return tests == null ? String.valueOf(open.get(id)) : "`" + String.join("` `", tests) + "`";
    }

    long proved(List<Table.Row> rows) {
        return rows.stream().filter(row -> proofs.containsKey(row.id())).count();
    }

    long open(List<Table.Row> rows, String state) {
        return rows.stream()
                .map(row -> open.get(row.id()))
                .filter(reason -> reason != null && reason.state().equals(state))
                .count();
    }
}
