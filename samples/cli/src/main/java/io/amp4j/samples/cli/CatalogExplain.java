package io.amp4j.samples.cli;

import io.amp4j.catalog.CatalogJson;
import io.amp4j.catalog.Explanation;
import io.amp4j.catalog.FieldChange;
import io.amp4j.catalog.InstrumentationCatalog;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code amp4j catalog explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Tell which layers give a version, where each stands and what it overrides.")
final class CatalogExplain implements Callable<Integer> {
    @Mixin
    private CatalogOptions options = new CatalogOptions();

    @Parameters(index = "0", paramLabel = "VERSION", description = "A version of amp-instrumentation.")
    private String version = "";

    @Override
    public Integer call() {
        Optional<InstrumentationCatalog> catalog = options.loadOrTell();
        if (catalog.isEmpty()) {
            return ExitCode.PROBLEMS;
        }
        Explanation explanation = catalog.get().explain(version);
        if (options.isJson()) {
            options.writeDocument(CatalogJson.explanation(explanation));
        } else {
            writeText(explanation);
        }
        return explanation.effective().isPresent() ? ExitCode.GOOD : ExitCode.PROBLEMS;
    }

    private void writeText(Explanation explanation) {
        if (explanation.effective().isEmpty()) {
            options.out().println(Printable.text(explanation.toString()));
            return;
        }
        for (Explanation.Definition definition : explanation.definitions()) {
            options.out().println(definition.entry().source());
            for (FieldChange change : definition.changes()) {
                options.out().println("    " + change);
            }
        }
    }
}
