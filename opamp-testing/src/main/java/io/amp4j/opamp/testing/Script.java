package io.amp4j.opamp.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Chooses the answer to one kind of request: a queued answer first, then the newest matching rule. Thread-safe. */
final class Script<T> {
    private final Deque<Answer> queued = new ArrayDeque<>();
    private final List<Entry<T>> rules = new CopyOnWriteArrayList<>();

    void queue(List<Answer> answers) {
        synchronized (queued) {
            queued.addAll(answers);
        }
    }

    AnswerRule rule(Predicate<? super T> condition, Answer answer) {
        Entry<T> entry = new Entry<>(condition, answer);
        rules.add(0, entry);
        return () -> rules.remove(entry);
    }

    void clear() {
        synchronized (queued) {
            queued.clear();
        }
        rules.clear();
    }

    int queued() {
        synchronized (queued) {
            return queued.size();
        }
    }

    /**
     * Takes the present state of the script. Call this at the moment at which the subject becomes visible, so that if a test sees the
     * subject and then changes the script, the change applies only to later subjects.
     */
    Draw<T> draw() {
        synchronized (queued) {
            Answer next = queued.poll();
            return new Draw<>(next, next == null ? List.copyOf(rules) : List.of());
        }
    }

    /** The state of a script at one moment. */
    record Draw<T>(@Nullable Answer queued, List<Entry<T>> rules) {
        static <T> Draw<T> nothing() {
            return new Draw<>(null, List.of());
        }

        /** Returns the answer, or null for the server's default. Conditions run without any lock. */
        @Nullable
        Answer choose(T subject) {
            if (queued != null) {
                return queued;
            }
            for (Entry<T> rule : rules) {
                if (rule.condition.test(subject)) {
                    return rule.answer;
                }
            }
            return null;
        }
    }

    record Entry<T>(Predicate<? super T> condition, Answer answer) {
        /** Rules are compared by identity, because two equal rules are still two. */
        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
