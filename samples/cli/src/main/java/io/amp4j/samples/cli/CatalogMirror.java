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
        description = {
            "Tell every image tag that an internal registry must hold, and the extension entries that make agents pull"
                    + " from there.",
            "The entries are the whole list additionalInstrumentationVersions of the operator's file or Helm values: each"
                    + " version with its imageRepository in the registry. Write them in place of the present list once the"
                    + " images are copied."
        })
final class CatalogMirror implements Callable<Integer> {
    private static final String WRITE = "write these entries into the extension in place of its list:";

    @Mixin
    private CatalogOptions options = new CatalogOptions();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "REGISTRY",
            description = "Host, optional port and optional path, such as registry.example.com/wso2-mirror.")
    private String registry = "";

    @Option(
            names = "--script",
            description = "Print a bash script of docker pull, tag and push; the entries are comments at its end.")
    private boolean script;

    @Option(names = "--entries", description = "Print the extension entries alone, as the YAML of an operator's file.")
    private boolean entries;

    @Override
    public Integer call() {
        if ((script && entries) || (options.isJson() && (script || entries))) {
            throw options.usage(
                    "choose one of --script, --entries and --format json; the JSON holds copies and entries");
        }
        Optional<InstrumentationCatalog> catalog = options.loadOrTell();
        if (catalog.isEmpty()) {
            return ExitCode.PROBLEMS;
        }
        MirrorPlan plan = plan(catalog.get());
        if (script) {
            options.out().print(plan.script());
            options.out().println();
            options.out().println("# Afterwards, " + WRITE);
            plan.extension().lines().forEach(line -> options.out().println("# " + line));
        } else if (entries) {
            options.out().print(plan.extension());
        } else if (options.isJson()) {
            options.writeDocument(CatalogJson.mirrorPlan(plan));
        } else {
            Table table = new Table("SOURCE", "TARGET");
            plan.copies()
                    .forEach(copy ->
                            table.row(copy.source().toString(), copy.target().toString()));
            table.writeTo(options.out());
            options.out().println();
            options.out().println("When the images are there, " + WRITE);
            options.out().print(plan.extension());
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
