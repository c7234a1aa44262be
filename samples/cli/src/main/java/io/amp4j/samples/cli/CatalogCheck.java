package io.amp4j.samples.cli;

import io.amp4j.catalog.InstrumentationCatalog;
import io.amp4j.catalog.Validation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code amp4j catalog check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Tell every problem of the input, one a line; exit code 1 if one is an error.")
final class CatalogCheck implements Callable<Integer> {
    @Mixin
    private CatalogOptions options = new CatalogOptions();

    @Override
    public Integer call() {
        Validation validation = options.load();
        options.write(validation.problems());
        if (!validation.isValid()) {
            return ExitCode.PROBLEMS;
        }
        if (!options.isJson()) {
            InstrumentationCatalog catalog = validation.orElseThrow();
            int versions = catalog.entries().size();
            options.out()
                    .printf(
                            "good: %d version%s, default %s%n",
                            versions, versions == 1 ? "" : "s", catalog.defaultVersion());
        }
        return ExitCode.GOOD;
    }
}
