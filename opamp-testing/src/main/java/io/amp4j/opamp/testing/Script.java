package io.amp4j.opamp.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Chooses the answer to one kind of thing: what is queued first, then the newest rule that applies. Thread-safe. */
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

    /** Returns the answer, or null for the server's own. */
    @Nullable
    Answer choose(T subject) {
        synchronized (queued) {
            Answer next = queued.poll();
            if (next != null) {
                return next;
            }
        }
        for (Entry<T> rule : rules) {
            if (rule.condition.test(subject)) {
                return rule.answer;
            }
        }
        return null;
    }

    private record Entry<T>(Predicate<? super T> condition, Answer answer) {
        /** Two equal rules are still two. */
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
