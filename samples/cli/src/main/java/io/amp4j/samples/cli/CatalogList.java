package io.amp4j.samples.cli;

import io.amp4j.catalog.CatalogEntry;
import io.amp4j.catalog.CatalogJson;
import io.amp4j.catalog.InstrumentationCatalog;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code amp4j catalog list}. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "List the effective versions, newest first.")
final class CatalogList implements Callable<Integer> {
    @Mixin
    private CatalogOptions options = new CatalogOptions();

    @Override
    public Integer call() {
        Optional<InstrumentationCatalog> catalog = options.loadOrTell();
        catalog.ifPresent(options.isJson() ? this::writeJson : this::writeText);
        return catalog.isPresent() ? ExitCode.GOOD : ExitCode.PROBLEMS;
    }

    private void writeText(InstrumentationCatalog catalog) {
        Table table = new Table("VERSION", "TRACELOOP", "PYTHONS", "SOURCE", "IMAGE REPOSITORY");
        for (CatalogEntry entry : catalog.entries()) {
            boolean isDefault = entry.version().equals(catalog.defaultVersion());
            String sdk = entry.traceloopSdk();
            table.row(
                    entry.version() + (isDefault ? " (default)" : ""),
                    sdk == null ? "-" : Printable.text(sdk, 60),
                    String.join(" ", entry.pythonVersions()),
                    entry.source().kind().text(),
                    entry.imageRepository());
        }
        table.writeTo(options.out());
    }

    private void writeJson(InstrumentationCatalog catalog) {
        options.writeDocument(CatalogJson.catalog(catalog));
    }
}
