package io.amp4j.samples.catalogservice;

import io.amp4j.catalog.InstrumentationCatalog;
import io.amp4j.catalog.Pin;
import io.amp4j.catalog.PythonMinor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The agents that were created here, in memory: a real service has a database. */
final class Agents {
    private static final int MOST = 10_000;

    private final Map<String, Agent> byName = new ConcurrentSkipListMap<>();

    /** An agent, with the version that it was pinned to when it was created. */
    record Agent(String name, String languageVersion, String instrumentationVersion, String image) {}

    /** Returns the agent of a request that was accepted, or null if there is one of that name, or no room for another. */
    synchronized @Nullable Agent create(AgentRequest request, String image, InstrumentationCatalog catalog) {
        String version = request.instrumentationVersion().isEmpty()
                ? catalog.defaultVersion()
                : request.instrumentationVersion();
        Agent agent = new Agent(request.name(), PythonMinor.normalize(request.languageVersion()), version, image);
        return byName.size() < MOST && byName.putIfAbsent(agent.name(), agent) == null ? agent : null;
    }

    List<Agent> all() {
        return List.copyOf(byName.values());
    }

    /** Returns what {@link InstrumentationCatalog#impact} asks for. */
    List<Pin> pins() {
        return all().stream()
                .map(agent -> Pin.of(agent.instrumentationVersion(), agent.languageVersion(), 1))
                .toList();
    }
}
