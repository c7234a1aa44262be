package io.amp4j.spring.boot.internal;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.util.StringUtils;

/** The values of the remote configuration, before all others. One thread can try others while the rest of the program sees the present ones. */
final class RemotePropertySource extends EnumerablePropertySource<Map<String, Object>> implements OriginLookup<String> {
    /** Names the source among those of the environment. */
    static final String NAME = "ampRemoteConfiguration";

    private record Trial(Thread thread, Map<String, Object> values) {}

    private volatile @Nullable Trial trial;
    private volatile Map<String, Object> current = Map.of();

    RemotePropertySource() {
        super(NAME, Map.of());
    }

    /** Returns the values in force, some with their origin. */
    Map<String, Object> current() {
        return current;
    }

    /** Puts other values in force. */
    void replace(Map<String, Object> values) {
        current = values;
    }

    /** Does something on this thread as if {@code values} were in force. One at a time. */
    <T> T trying(Map<String, Object> values, Callable<T> action) throws Exception {
        trial = new Trial(Thread.currentThread(), values);
        try {
            return action.call();
        } finally {
            trial = null;
        }
    }

    private Map<String, Object> seen() {
        Trial tried = trial;
        return tried != null && tried.thread() == Thread.currentThread() ? tried.values() : current;
    }

    @Override
    public Map<String, Object> getSource() {
        return seen();
    }

    @Override
    public String[] getPropertyNames() {
        return StringUtils.toStringArray(seen().keySet());
    }

    @Override
    public @Nullable Object getProperty(String name) {
        Object value = seen().get(name);
        return value instanceof OriginTrackedValue tracked ? tracked.getValue() : value;
    }

    @Override
    public boolean containsProperty(String name) {
        return seen().containsKey(name);
    }

    @Override
    public @Nullable Origin getOrigin(String name) {
        return Origin.from(seen().get(name));
    }
}
