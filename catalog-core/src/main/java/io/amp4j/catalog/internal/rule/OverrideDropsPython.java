package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.node.Quoted;
import java.util.ArrayList;
import java.util.List;

/** An override that takes a Python away: agents on it fail their next update. */
final class OverrideDropsPython implements Rule {
    @Override
    public String code() {
        return "override-drops-python";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public void again(RawEntry below, RawEntry again, Report report) {
        if (below.layer() == again.layer() || again.pythonTexts().isEmpty()) {
            return;
        }
        List<String> dropped = new ArrayList<>(below.pythonTexts());
        dropped.removeAll(again.pythonTexts());
        if (!dropped.isEmpty() && again.pythonVersions() != null) {
            String field = again.layer().names().pythonVersions();
            report.add(
                    this,
                    again,
                    again.pythonVersions(),
                    field,
                    "overrides the entry at " + below.location() + " and drops Python "
                            + Quoted.shortened(String.join(", ", dropped))
                            + "; agents on it would fail their next update, so list it unless that is meant");
        }
    }
}
