package io.amp4j.opamp.internal.log;

import io.amp4j.opamp.internal.text.Printable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Replaces an exception in a log if its message, or that of a cause, contains characters that could forge log lines. */
final class PrintableThrowable extends Throwable {
    private static final long serialVersionUID = 1L;

    /** The maximum number of exceptions in a chain; further ones are left out. */
    private static final int MOST = 100;

    private final String text;

    private PrintableThrowable(Throwable shown) {
        super("");
        text = Printable.text(String.valueOf(shown));
        setStackTrace(shown.getStackTrace());
    }

    /** Returns the exception itself if all its messages are printable; otherwise a copy with the same stack traces and escaped messages. */
    static Throwable of(Throwable thrown) {
        boolean isPrintable = all(thrown).stream()
                .map(String::valueOf)
                .allMatch(text -> Printable.text(text).equals(text));
        return isPrintable ? thrown : copy(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static List<Throwable> all(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> all = new ArrayList<>(List.of(thrown));
        for (int i = 0; i < all.size(); i++) {
            for (Throwable next : behind(all.get(i))) {
                if (all.size() < MOST && seen.add(next)) {
                    all.add(next);
                }
            }
        }
        return all;
    }

    private static List<Throwable> behind(Throwable thrown) {
        List<Throwable> behind = new ArrayList<>(List.of(thrown.getSuppressed()));
        if (thrown.getCause() != null) {
            behind.add(thrown.getCause());
        }
        return behind;
    }

    /** Chains can be cyclic; copying stops at an exception that was copied already. */
    private static Throwable copy(Throwable thrown, Set<Throwable> copied) {
        Throwable copy = new PrintableThrowable(thrown);
        copied.add(thrown);
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (copied.size() < MOST && !copied.contains(suppressed)) {
                copy.addSuppressed(copy(suppressed, copied));
            }
        }
        Throwable cause = thrown.getCause();
        return cause == null || copied.size() >= MOST || copied.contains(cause)
                ? copy
                : copy.initCause(copy(cause, copied));
    }

    /** Returns the first line of the original's stack trace, with its class and not this one. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return text;
    }
}
