package io.amp4j.spring.boot;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.context.ApplicationEvent;

/**
 * A remote configuration is in force: the {@code Environment} has its values, and beans that are {@link RemotelyConfigured} are bound anew.
 * Published on a thread of the OpAMP client before the server is told. If a listener throws, all is taken back, the configuration is
 * reported as failed, and the event is published again with the same keys, so that other listeners read the values before.
 *
 * @since 0.1.0
 */
public final class RemoteConfigurationAppliedEvent extends ApplicationEvent {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // An unmodifiable TreeSet, which can be serialized.
    private final Set<String> changedKeys;

    /** Makes an event of {@code source}, the application context, for the tests of listeners. */
    public RemoteConfigurationAppliedEvent(Object source, Set<String> changedKeys) {
        super(requireNonNull(source, "source"));
        this.changedKeys = Collections.unmodifiableSet(new TreeSet<>(requireNonNull(changedKeys, "changedKeys")));
    }

    /** Returns the keys that came, went or have another value, in their order. */
    public Set<String> changedKeys() {
        return changedKeys;
    }
}
