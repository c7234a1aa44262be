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
    private final int most;
    private final Map<String, Agent> byName = new ConcurrentSkipListMap<>();

    /** @param most how many agents are kept */
    Agents(int most) {
        this.most = most;
    }

    /** An agent, with the version that it was pinned to when it was created. */
    record Agent(String name, String languageVersion, String instrumentationVersion, String image) {}

    /** What came of a request: the agent, or why there is none. */
    record Created(@Nullable Agent agent, String problem) {}

    /** Creates the agent of a request that was accepted. */
    synchronized Created create(AgentRequest request, String image, InstrumentationCatalog catalog) {
        if (byName.containsKey(request.name())) {
            return new Created(null, "there is an agent of this name already");
        }
        if (byName.size() >= most) {
            return new Created(null, "there are " + most + " agents, and this service keeps no more");
        }
        String version = request.instrumentationVersion().isEmpty()
                ? catalog.defaultVersion()
                : request.instrumentationVersion();
        Agent agent = new Agent(request.name(), PythonMinor.normalize(request.languageVersion()), version, image);
        byName.put(agent.name(), agent);
        return new Created(agent, "");
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
