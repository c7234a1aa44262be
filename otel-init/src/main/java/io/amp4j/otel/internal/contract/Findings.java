package io.amp4j.otel.internal.contract;

import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.Finding.Level;
import io.amp4j.otel.contract.data.Finding.Severity;
import io.amp4j.otel.internal.text.Printable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the findings of one level. A key of the sender may stand in a message, so nothing in one steers a log or terminal. */
final class Findings {
    private final Level level;
    private final List<Finding> found = new ArrayList<>();

    Findings(Level level) {
        this.level = level;
    }

    void problem(String code, @Nullable String key, String message, String fix) {
        found.add(Finding.builder(level, Severity.PROBLEM, code)
                .key(key)
                .message(Printable.text(message))
                .fix(fix)
                .build());
    }

    void advice(String code, @Nullable String key, String message, String fix) {
        found.add(Finding.builder(level, Severity.ADVICE, code)
                .key(key)
                .message(Printable.text(message))
                .fix(fix)
                .build());
    }

    List<Finding> list() {
        return found;
    }
}
