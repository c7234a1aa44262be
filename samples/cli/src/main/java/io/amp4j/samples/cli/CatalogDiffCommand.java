package io.amp4j.samples.cli;

import io.amp4j.catalog.CatalogDiff;
import io.amp4j.catalog.CatalogJson;
import io.amp4j.catalog.InstrumentationCatalog;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Override
    public Integer call() {
        Optional<InstrumentationCatalog> before = options.loadOrTell(oldFile);
        if (before.isEmpty()) {
            return ExitCode.PROBLEMS;
        }
        Optional<InstrumentationCatalog> after = options.loadOrTell(newFile);
        if (after.isEmpty()) {
            return ExitCode.PROBLEMS;
        }
        CatalogDiff diff = CatalogDiff.between(before.get(), after.get());
        if (options.isJson()) {
            options.writeDocument(CatalogJson.diff(diff));
        } else {
            options.out().println(diff.isEmpty() ? "nothing changes" : diff);
        }
        return ExitCode.GOOD;
    }
}
