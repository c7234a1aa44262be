package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ConformanceDocumentTest {

    private static final Pattern TEST_NAME = Pattern.compile("`(\\w+\\.\\w+)`");

    private final Proofs proofs = Proofs.find();
    private final Ledger requirements = Ledger.requirements(proofs);
    private final Ledger defects = Ledger.defects(proofs);
    private final Table equivalents = Table.read("equivalents.tsv", 2);

    @Test
    void everyRequirementHasATestOrAReason() {
        assertThat(requirements.table().rows()).hasSize(411);
        assertThat(requirements.problems()).isEmpty();
    }

    @Test
    void everyDefectHasATestOrAReason() {
        assertThat(defects.table().rows()).hasSize(15 + 45 + 19);
        assertThat(defects.problems()).isEmpty();
    }

    @Test
    void everyTestNamedAsAnEquivalentExists() {
        List<String> known = proofs.names();
        List<String> unknown = new ArrayList<>();
        for (Table.Row row : equivalents.rows()) {
            Matcher names = TEST_NAME.matcher(row.cell(0));
            boolean named = false;
            while (names.find()) {
                named = true;
                if (!known.contains(names.group(1))) {
                    unknown.add(row.id() + ": " + names.group(1));
                }
            }
            if (!named
                    && !row.cell(0).startsWith(Ledger.NOT_YET)
                    && !row.cell(0).startsWith(Ledger.DOES_NOT_APPLY)) {
                unknown.add(row.id() + ": neither a test nor a reason");
            }
        }

        assertThat(unknown).isEmpty();
    }

    @Test
    void findsWhatIsMissingStaleAndUnknown() {
        Table table = new Table(List.of(row("R-1"), row("R-2"), row("R-3")));
        Ledger ledger = new Ledger(
                table,
                new java.util.TreeMap<>(java.util.Map.of("R-2", List.of("T.t"), "R-9", List.of("T.u"))),
                new java.util.TreeMap<>(java.util.Map.of(
                        "R-2", new Ledger.Open("not yet", "x"), "R-3", new Ledger.Open("perhaps", "x"))));

        assertThat(ledger.problems())
                .containsExactly(
                        "R-1 has neither a test nor a reason",
                        "R-2 has a test, [T.t]: take it off the list of open rows",
                        "R-3 has an unknown state: perhaps",
                        "R-9 is named by a test but is no row");
    }

    private static Table.Row row(String id) {
        return new Table.Row(id, "", List.of());
    }

    @Test
    void documentIsUpToDate() throws IOException {
        String expected =
                new ConformanceDocument(requirements, defects, equivalents, Table.read("readings.tsv", 3)).write();
        Path document = document();
        if (Boolean.getBoolean("conformance.update")) {
            Files.writeString(document, expected);
        }

        assertThat(Files.readString(document))
                .as("docs/opamp-conformance.md; -Dconformance.update=true writes it anew")
                .isEqualTo(expected);
    }

    private static Path document() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("docs/decisions"))) {
                return folder.resolve("docs/opamp-conformance.md");
            }
        }
        throw new IllegalStateException("run this test inside the project");
    }
}
