package io.amp4j.spring.boot;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.context.ApplicationEvent;

/**
 * Published when a remote configuration has been applied: the {@code Environment} has its values, and beans that are
 * {@link RemotelyConfigured} have been bound again. Published on a thread of the OpAMP client, before the outcome is reported to the
 * server. If a listener throws, the configuration is rolled back and reported as failed, and the event is published again with the same
 * keys, so that other listeners read the previous values.
 *
 * @since 0.1.0
 */
public final class RemoteConfigurationAppliedEvent extends ApplicationEvent {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // An unmodifiable TreeSet, which can be serialized.
    private final Set<String> changedKeys;

    /** Creates an event of {@code source}, the application context, for tests of listeners. */
    public RemoteConfigurationAppliedEvent(Object source, Set<String> changedKeys) {
        super(requireNonNull(source, "source"));
        this.changedKeys = Collections.unmodifiableSet(new TreeSet<>(requireNonNull(changedKeys, "changedKeys")));
    }

    /** Returns the keys that were added, removed or changed, sorted. */
    public Set<String> changedKeys() {
        return changedKeys;
    }
}
