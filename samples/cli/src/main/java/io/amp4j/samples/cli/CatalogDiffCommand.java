package io.amp4j.samples.cli;

import io.amp4j.catalog.CatalogDiff;
import io.amp4j.catalog.CatalogJson;
import io.amp4j.catalog.InstrumentationCatalog;
import io.amp4j.catalog.Problem;
import io.amp4j.catalog.Validation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code amp4j catalog diff}. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Tell what changes in the effective set when one file takes the place of another.")
final class CatalogDiffCommand implements Callable<Integer> {
    @Mixin
    private CatalogOptions options = new CatalogOptions();

    @Parameters(index = "0", paramLabel = "OLD", description = "The operator's file of today.")
    private String oldFile = "";

    @Parameters(index = "1", paramLabel = "NEW", description = "The operator's file of tomorrow.")
    private String newFile = "";

    @Option(
            names = "--fail-on-risk",
            description = "Exit with 1 if a change can refuse an agent that runs: those are marked with !.")
    private boolean failOnRisk;

    @Override
    public Integer call() {
        List<Problem> problems = problemsOfBoth();
        if (!problems.isEmpty()) {
            options.tell(problems);
            return ExitCode.PROBLEMS;
        }
        Optional<InstrumentationCatalog> before = options.loadOrTell(oldFile);
        Optional<InstrumentationCatalog> after = options.loadOrTell(newFile);
        if (before.isEmpty() || after.isEmpty()) {
            return ExitCode.PROBLEMS;
        }
        CatalogDiff diff = CatalogDiff.between(before.get(), after.get());
        if (options.isJson()) {
            options.writeDocument(CatalogJson.diff(diff));
        } else {
            writeText(diff);
        }
        boolean risky = diff.changes().stream().anyMatch(CatalogDiff.Change::isRisky);
        return failOnRisk && risky ? ExitCode.PROBLEMS : ExitCode.GOOD;
    }

    /** Returns everything that keeps either file from being a catalog; empty if both are one. */
    private List<Problem> problemsOfBoth() {
        Set<Problem> problems = new LinkedHashSet<>();
        for (String file : List.of(oldFile, newFile)) {
            Validation validation = options.load(file);
            if (!validation.isValid()) {
                problems.addAll(validation.problems());
            }
        }
        return List.copyOf(problems);
    }

    private void writeText(CatalogDiff diff) {
        if (diff.isEmpty()) {
            options.out().println("nothing changes");
        }
        for (CatalogDiff.Change change : diff.changes()) {
            options.out().println((change.isRisky() ? "! " : "  ") + change.text());
        }
    }
}
