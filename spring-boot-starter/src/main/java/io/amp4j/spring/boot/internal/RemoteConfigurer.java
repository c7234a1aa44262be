package io.amp4j.spring.boot.internal;

import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.spring.boot.RemoteConfigurationAppliedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MutablePropertySources;

/** Takes a remote configuration into the application, whole or not at all. */
public final class RemoteConfigurer implements SmartInitializingSingleton {
    private static final Logger LOG = Logger.getLogger(RemoteConfigurer.class.getName());

    private final ConfigurableApplicationContext context;
    private final AllowedKeys allowed;
    private final Rebinding rebinding;
    private final Consumer<Set<String>> cloud;
    private final RemotePropertySource source = new RemotePropertySource();

    /**
     * Adds an empty property source before all others.
     *
     * @param cloud is told the keys that have changed, for Spring Cloud
     * @throws IllegalStateException naming the prefixes that are none
     */
    public RemoteConfigurer(
            ConfigurableApplicationContext context, List<String> prefixes, Consumer<Set<String>> cloud) {
        this.context = context;
        this.cloud = cloud;
        rebinding = new Rebinding(context);
        try {
            allowed = AllowedKeys.under(prefixes);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("amp.opamp.remote-configuration.allowed-prefixes: " + e.getMessage(), e);
        }
        if (!allowed.isEmpty()) {
            MutablePropertySources sources = context.getEnvironment().getPropertySources();
            sources.remove(RemotePropertySource.NAME);
            sources.addFirst(source);
        }
    }

    /** Returns whether the application takes a remote configuration at all. */
    public boolean isOn() {
        return !allowed.isEmpty();
    }

    /** Returns the prefixes of what may be set. */
    public List<String> prefixes() {
        return allowed.prefixes();
    }

    /** Returns the keys that are set from remote now, in their order. */
    public Set<String> keys() {
        return new TreeSet<>(source.current().keySet());
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (isOn()) {
            rebinding.check();
        }
    }

    /** Applies a configuration, or leaves everything as it is and says why. */
    public synchronized ConfigOutcome apply(RemoteConfig config) {
        List<String> problems = new ArrayList<>();
        Map<String, Object> values = RemoteFiles.read(config.files(), allowed, problems);
        if (!problems.isEmpty()) {
            return failed(problems);
        }
        Map<String, Object> before = source.current();
        Set<String> changed = changed(before, values);
        if (changed.isEmpty()) {
            return ConfigOutcome.unchanged();
        }
        try {
            Rebinding.Bound after = source.trying(values, () -> rebinding.bind(problems));
            if (!problems.isEmpty()) {
                return failed(problems);
            }
            source.replace(values);
            after.apply();
            tell(changed);
        } catch (Exception | Error e) {
            LOG.log(Level.WARNING, "the remote configuration could not be applied and is taken back", e);
            takeBack(before, changed);
            problems.add("the application could not follow: " + e.getClass().getName());
            return failed(problems);
        }
        LOG.info(() -> "applied a remote configuration; changed: " + RemoteFiles.shown(changed));
        return ConfigOutcome.applied();
    }

    private void tell(Set<String> changed) {
        cloud.accept(changed);
        context.publishEvent(new RemoteConfigurationAppliedEvent(context, changed));
    }

    private void takeBack(Map<String, Object> before, Set<String> changed) {
        source.replace(before);
        try {
            List<String> problems = new ArrayList<>();
            rebinding.bind(problems).apply();
            if (!problems.isEmpty()) {
                LOG.warning(() -> "with the configuration before: " + String.join("; ", problems));
            }
            tell(changed);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "the application did not follow back to the configuration before", e);
        }
    }

    private static ConfigOutcome failed(List<String> problems) {
        return ConfigOutcome.failed(String.join("; ", problems));
    }

    private static Set<String> changed(Map<String, Object> before, Map<String, Object> after) {
        Set<String> changed = new TreeSet<>(before.keySet());
        changed.addAll(after.keySet());
        changed.removeIf(key -> Objects.equals(plain(before.get(key)), plain(after.get(key))));
        return changed;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return value instanceof OriginTrackedValue tracked ? tracked.getValue() : value;
    }
}
