package io.amp4j.samples.cli;

import io.amp4j.catalog.CatalogJson;
import io.amp4j.catalog.InstrumentationCatalog;
import io.amp4j.catalog.MirrorPlan;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code amp4j catalog mirror}. */
@Command(
        name = "mirror",
        mixinStandardHelpOptions = true,
        description = "Tell every image tag that an internal registry must hold.")
final class CatalogMirror implements Callable<Integer> {
    @Mixin
    private CatalogOptions options = new CatalogOptions();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "REGISTRY",
            description = "Host, optional port and optional path, such as registry.example.com/wso2-mirror.")
    private String registry = "";

    @Option(names = "--script", description = "Print a bash script of docker pull, tag and push.")
    private boolean script;

    @Override
    public Integer call() {
        Optional<InstrumentationCatalog> catalog = options.loadOrTell();
        if (catalog.isEmpty()) {
            return ExitCode.PROBLEMS;
        }
        MirrorPlan plan = plan(catalog.get());
        if (script) {
            options.out().print(plan.script());
        } else if (options.isJson()) {
            options.writeDocument(CatalogJson.mirrorPlan(plan));
        } else {
            Table table = new Table("SOURCE", "TARGET");
            plan.copies()
                    .forEach(copy ->
                            table.row(copy.source().toString(), copy.target().toString()));
            table.writeTo(options.out());
        }
        options.out().flush();
        return ExitCode.GOOD;
    }

    private MirrorPlan plan(InstrumentationCatalog catalog) {
        try {
            return MirrorPlan.of(catalog, registry);
        } catch (IllegalArgumentException e) {
            throw options.usage(String.valueOf(e.getMessage()));
        }
    }
}
