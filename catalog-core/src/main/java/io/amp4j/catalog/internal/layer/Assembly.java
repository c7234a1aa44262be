package io.amp4j.catalog.internal.layer;

import io.amp4j.catalog.CatalogEntry;
import io.amp4j.catalog.CatalogLayer;
import io.amp4j.catalog.EntrySource;
import io.amp4j.catalog.Severity;
import io.amp4j.catalog.SourceLocation;
import io.amp4j.catalog.internal.layer.Settings.DefaultChoice;
import io.amp4j.catalog.internal.node.Document;
import io.amp4j.catalog.internal.node.DocumentReader;
import io.amp4j.catalog.internal.node.ReadFailure;
import io.amp4j.catalog.internal.node.ScalarNode;
import io.amp4j.catalog.internal.rule.Report;
import io.amp4j.catalog.internal.rule.Rule;
import io.amp4j.catalog.internal.rule.Rules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The core: bytes in, a catalog or its problems out. Parse, merge, validate; no rule lives here. */
public final class Assembly {
    /** Failures of getting at the text, as opposed to failures inside it. */
    private static final Set<String> READING = Set.of("unreadable", "too-large");

    private final Settings settings;
    private final Report report;
    private final List<RawLayer> layers = new ArrayList<>();
    private boolean complete = true;

    private Assembly(Settings settings) {
        this.settings = settings;
        this.report = new Report(settings.raised(), settings.silenced());
    }

    /** Lays the inputs over one another, lowest first, and judges them. */
    public static Outcome assemble(List<LayerInput> inputs, Settings settings) {
        Assembly assembly = new Assembly(settings);
        for (int i = 0; i < inputs.size(); i++) {
            assembly.read(i, inputs.get(i));
        }
        return assembly.judge(inputs.size());
    }

    private void read(int index, LayerInput input) {
        DocumentReader reader = new DocumentReader(settings.limits());
        CatalogLayer layer = input.layer();
        try {
            Document document = reader.read(layer.name(), input.bytesOrThrow());
            layers.add(new ShapeReader(settings, reader).read(index, layer, document));
        } catch (ReadFailure failure) {
            complete = false;
            String verb = READING.contains(failure.code()) ? "read" : "parse";
            report.add(
                    failure.code(),
                    Severity.ERROR,
                    index,
                    new SourceLocation(layer.name(), failure.line(), failure.column()),
                    verb + " " + RawLayer.noun(layer.kind()) + " " + layer.name() + ": " + failure.reason(),
                    null,
                    null);
        }
    }

    private Outcome judge(int inputs) {
        for (RawLayer layer : layers) {
            for (Rule rule : Rules.ALL) {
                rule.layer(layer, report);
            }
            for (RawEntry entry : layer.entries()) {
                for (Rule rule : Rules.ALL) {
                    rule.entry(entry, settings.platformPythons(), report);
                }
            }
        }
        EffectiveSet set = merge(inputs);
        for (Rule rule : Rules.ALL) {
            rule.effective(set, report);
        }
        return new Outcome(report.problems(), report.hasErrors() ? null : parts(set.defaultChoice()));
    }

    private EffectiveSet merge(int inputs) {
        int size = 0;
        for (RawLayer layer : layers) {
            size += layer.entries().size();
        }
        Map<String, RawEntry> byVersion = new LinkedHashMap<>((int) (size / 0.75f) + 1);
        DefaultChoice choice = settings.platformDefault();
        int defaultLayer = inputs;
        for (RawLayer layer : layers) {
            for (RawEntry entry : layer.entries()) {
                if (entry.versionText().isEmpty()) {
                    continue;
                }
                RawEntry below = byVersion.put(entry.versionText(), entry);
                if (below != null) {
                    for (Rule rule : Rules.ALL) {
                        rule.again(below, entry, report);
                    }
                }
            }
            ScalarNode node = layer.defaultVersion();
            if (node != null) {
                choice = new DefaultChoice(node.text(), layer.document().at(node));
                defaultLayer = layer.index();
            }
        }
        if (settings.chosenDefault() != null) {
            choice = settings.chosenDefault();
            defaultLayer = inputs;
        }
        return new EffectiveSet(byVersion, choice, defaultLayer, settings.platformPythons(), complete);
    }

    private Outcome.Parts parts(DefaultChoice choice) {
        List<CatalogLayer> read = new ArrayList<>();
        List<CatalogEntry> definitions = new ArrayList<>();
        List<String> pythons = List.of();
        String repository = "";
        for (RawLayer layer : layers) {
            read.add(layer.layer());
            for (RawEntry entry : layer.entries()) {
                // Neighbours mostly say the same; sharing the values keeps a large catalog small.
                if (!pythons.equals(entry.pythonTexts())) {
                    pythons = List.copyOf(entry.pythonTexts());
                }
                if (!repository.equals(entry.imageRepositoryText())) {
                    repository = entry.imageRepositoryText();
                }
                definitions.add(CatalogEntry.of(
                                entry.versionText(),
                                pythons,
                                repository,
                                new EntrySource(layer.layer(), entry.location()))
                        .withTraceloopSdk(entry.traceloopSdkText()));
            }
        }
        return new Outcome.Parts(read, definitions, choice);
    }
}
