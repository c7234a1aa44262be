package io.amp4j.samples.cli;

import io.amp4j.catalog.CatalogJson;
import io.amp4j.catalog.Impact;
import io.amp4j.catalog.InstrumentationCatalog;
import io.amp4j.catalog.Pin;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code amp4j catalog impact}. */
@Command(
        name = "impact",
        mixinStandardHelpOptions = true,
        description = "Tell which running agents would fail their next update, and the smallest change that keeps them;"
                + " exit code 1 if there are any.")
final class CatalogImpact implements Callable<Integer> {
    @Mixin
    private CatalogOptions options = new CatalogOptions();

    @Option(
            names = "--pins",
            required = true,
            paramLabel = "FILE.csv",
            description = "Lines of version,python,count. No version means the platform's default; no count means 1.")
    private Path pinsFile = Path.of("");

    @Override
    public Integer call() {
        Optional<InstrumentationCatalog> catalog = options.loadOrTell();
        if (catalog.isEmpty()) {
            return ExitCode.PROBLEMS;
        }
        PinsFile.Content content = PinsFile.read(pinsFile);
        if (!content.problems().isEmpty()) {
            options.tell(content.problems());
            return ExitCode.PROBLEMS;
        }
        Impact impact = catalog.get().impact(content.pins());
        if (options.isJson()) {
            options.writeDocument(CatalogJson.impact(impact));
        } else {
            writeText(impact, content.pins());
        }
        return impact.isHarmless() ? ExitCode.GOOD : ExitCode.PROBLEMS;
    }

    private void writeText(Impact impact, List<Pin> pins) {
        long all = pins.stream().mapToLong(Pin::count).sum();
        options.out().println(impact.refusedAgents() + " of " + all + " agents would fail their next update");
        for (Impact.Refused refused : impact.refused()) {
            Pin pin = refused.pin();
            String version = pin.version() == null ? "the default" : Printable.text(pin.version());
            options.out()
                    .println("  " + pin.count() + " on " + version + " with Python " + Printable.text(pin.python())
                            + ": "
                            + refused.problem().message());
        }
        impact.remedies().forEach(remedy -> options.out().println("to keep them: " + remedy.text()));
    }
}
