package io.amp4j.samples.distro;

import java.util.Collection;
import java.util.function.Function;
import java.util.function.Predicate;

/** Takes out what has the scope of an instrumentation that a server has turned off. */
final class ScopeFilter {
    private volatile Predicate<String> off = scope -> false;

    /** Sets the scopes that are off; the predicate is called often. */
    void use(Predicate<String> value) {
        off = value;
    }

    /** Returns what is left. */
    <T> Collection<T> left(Collection<T> all, Function<T, String> scope) {
        Predicate<String> now = off;
        if (all.stream().noneMatch(item -> now.test(scope.apply(item)))) {
            return all;
        }
        return all.stream().filter(item -> !now.test(scope.apply(item))).toList();
    }
}
