package io.amp4j.samples.cli;

import io.amp4j.catalog.CatalogException;
import io.amp4j.catalog.ImageReference;
import io.amp4j.catalog.InstrumentationCatalog;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code amp4j catalog image}. */
@Command(name = "image", mixinStandardHelpOptions = true, description = "Print the init-container image of a version.")
final class CatalogImage implements Callable<Integer> {
    @Mixin
    private CatalogOptions options = new CatalogOptions();

    @Parameters(index = "0", paramLabel = "VERSION", description = "A version of amp-instrumentation.")
    private String version = "";

    @Parameters(index = "1", paramLabel = "PYTHON", description = "A Python version, such as 3.11 or 3.11.4.")
    private String python = "";

    @Override
    public Integer call() {
        Optional<InstrumentationCatalog> catalog = options.loadOrTell();
        if (catalog.isEmpty()) {
            return ExitCode.PROBLEMS;
        }
        try {
            write(catalog.get().image(version, python));
            return ExitCode.GOOD;
        } catch (CatalogException e) {
            options.tell(e.problems());
            return ExitCode.PROBLEMS;
        }
    }

    private void write(ImageReference image) {
        options.out()
                .println(options.isJson() ? Json.document(Json.object("image", image.toString())) : image.toString());
    }
}
