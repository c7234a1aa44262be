package io.amp4j.catalog;

import java.util.ArrayList;
import java.util.List;

/** Writes down what a catalog tells its listeners. */
final class HeardReloads implements CatalogListener {
    final List<CatalogDiff> reloads = new ArrayList<>();
    final List<List<Problem>> refusals = new ArrayList<>();
    final List<InstrumentationCatalog> catalogs = new ArrayList<>();

    @Override
    public void onReloaded(InstrumentationCatalog catalog, CatalogDiff diff, List<Problem> warnings) {
        reloads.add(diff);
        catalogs.add(catalog);
    }

    @Override
    public void onRefused(List<Problem> problems, InstrumentationCatalog kept) {
        refusals.add(problems);
        catalogs.add(kept);
    }

    /** Returns what the only reload changed, a line each. */
    List<String> onlyReload() {
        if (reloads.size() != 1) {
            throw new AssertionError("expected one reload: " + reloads);
        }
        return reloads.get(0).changes().stream()
                .map(change -> change.kind() + " " + change.version())
                .toList();
    }

    boolean heardNothing() {
        return reloads.isEmpty() && refusals.isEmpty();
    }
}
