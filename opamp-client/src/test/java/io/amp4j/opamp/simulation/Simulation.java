package io.amp4j.opamp.simulation;

import static io.amp4j.opamp.simulation.SimulatedAgent.seconds;

import io.amp4j.opamp.ConnectionSettingsStatus;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.opamp.internal.codec.PackagesOffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A run of many sessions against one model server: first a time of faults, then a time without, in which everything must come right,
 * then the goodbyes. The same seed makes the same run.
 */
final class Simulation implements FaultSource {
    /** Enough for the longest throttle, a configuration in slow work, the reply timeouts and some heartbeats. */
    private static final long RECOVERY = seconds(30 * 60);

    private final long seed;
    private final long length;
    private final Timeline timeline;
    private final SplittableRandom random;
    private final ModelServer server;
    private final List<SimulatedAgent> agents = new ArrayList<>();
    private Faults faults;
    private boolean partitioned;
    private boolean over;

    /**
     * Prepares a run.
     *
     * @param agents how many sessions
     * @param minutes how long the faults last, in virtual time
     * @param tells whether to print everything that happens
     */
    Simulation(long seed, int agents, int minutes, boolean tells) {
        this.seed = seed;
        this.length = seconds(60L * minutes);
        this.timeline = new Timeline(tells);
        this.random = new SplittableRandom(seed);
        this.server = new ModelServer(random.split(), random.nextBoolean());
        this.faults = Faults.random(random);
        for (int i = 0; i < agents; i++) {
            this.agents.add(new SimulatedAgent(i, timeline, random.split(), server, this));
        }
    }

    @Override
    public Faults faults() {
        return faults;
    }

    @Override
    public boolean isPartitioned() {
        return partitioned;
    }

    /** Returns a number that two equal runs share. */
    long run() {
        try {
            for (SimulatedAgent agent : agents) {
                timeline.in(seconds(random.nextInt(30)), agent::start);
                planChange(agent);
                planTrouble(agent);
            }
            planPartition();
            planServer();
            planPackages();
            runUntil(length);
            over = true;
            partitioned = false;
            server.everythingUp();
            server.packages().end();
            faults = Faults.NONE;
            // A certificate in the last minutes would still be on its way, and so would what is downloaded once more.
            runUntil(length + RECOVERY - seconds(300));
            server.office().close();
            server.packages().close();
            runUntil(length + RECOVERY);
            agents.forEach(this::mustBeKnown);
            mustNotBeDoubled();
            agents.forEach(SimulatedAgent::stop);
            runUntil(length + RECOVERY + seconds(30));
            agents.forEach(this::mustHaveSaidGoodbye);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + " after " + timeline.now() / 1_000_000 + " ms of virtual time: " + e.getMessage()
                            + "\nreplay it by: ./mvnw -pl opamp-client -am test -Dtest=SimulationTest"
                            + " -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.replay=" + seed + ":"
                            + agents.size() + ":"
                            + length / seconds(60)
                            + "\n" + timeline.recent(),
                    e);
        }
        return timeline.fingerprint();
    }

    long steps() {
        return timeline.steps();
    }

    private void runUntil(long end) {
        int bound = 100 + 200 * agents.size();
        timeline.runUntil(end, () -> {
            if (timeline.planned() > bound) {
                throw new AssertionError(timeline.planned() + " things are planned for " + agents.size() + " agents");
            }
        });
    }

    private void planChange(SimulatedAgent agent) {
        timeline.in(seconds(1 + random.nextInt(180)), () -> {
            if (!over) {
                agent.change();
                planChange(agent);
            }
        });
    }

    private void planTrouble(SimulatedAgent agent) {
        timeline.in(seconds(60), () -> {
            if (over) {
                return;
            }
            if (chance(faults.cutPerMinute())) {
                agent.network().cut();
            }
            if (chance(faults.crashPerMinute())) {
                agent.crash();
            }
            planTrouble(agent);
        });
    }

    private void planPartition() {
        timeline.in(seconds(60 + random.nextInt(900)), () -> {
            if (!over) {
                partitioned = true;
                agents.forEach(agent -> agent.network().cut());
                timeline.in(seconds(random.nextInt(300)), () -> partitioned = false);
                planPartition();
            }
        });
    }

    private void planServer() {
        timeline.in(seconds(60 + random.nextInt(600)), () -> {
            if (over) {
                return;
            }
            if (random.nextInt(3) == 0) {
                server.toggle();
                agents.stream()
                        .filter(agent -> server.isDown(agent.endpoint()))
                        .forEach(agent -> agent.network().cut());
            } else if (random.nextInt(2) == 0) {
                server.changeSettings();
            } else if (random.nextInt(4) == 0) {
                server.forget();
                agents.forEach(agent -> agent.network().cut());
            } else {
                server.changeConfig();
                agents.forEach(agent -> agent.network().push(server::pushedConfig));
            }
            planServer();
        });
    }

    private void planPackages() {
        // Mostly after what the last one needs, now and then in the middle of that.
        timeline.in(random.nextInt(3) == 0 ? seconds(random.nextInt(30)) : seconds(60 + random.nextInt(600)), () -> {
            if (!over) {
                server.packages().change();
                pushPackages();
                planPackages();
            }
        });
    }

    private void pushPackages() {
        agents.stream()
                .filter(agent -> agent.packages() != null)
                .forEach(agent -> agent.network().push(server::pushedPackages));
    }

    /** What the server believes is what is true. */
    private void mustBeKnown(SimulatedAgent agent) {
        ModelServer.Belief belief = server.belief(agent.uid());
        must(belief != null, agent, "the server never heard of it");
        if (belief == null) {
            return;
        }
        must(agent.description.equals(belief.description), agent, "description " + belief.description);
        must(
                belief.health != null && sameButForTime(agent, belief),
                agent,
                "health " + belief.health + " and not " + agent.health);
        must(agent.components.hash().equals(belief.componentsHash), agent, "components");
        must(Worlds.CUSTOM.equals(belief.customCapabilities), agent, "custom capabilities");
        must(agent.effective.equals(belief.effectiveConfig), agent, "effective config");
        if (!server.wantedHash().equals(ModelServer.hash(0))) {
            mustRunWithTheWantedConfig(agent, belief.configStatus);
        }
        must(agent.certificates().areInUseOrWait(), agent, "has no certificate and waits for none");
        Hash offered = agent.uid() == null ? null : server.offeredSettings(agent.uid());
        if (offered != null) {
            ConnectionSettingsStatus settings = belief.settingsStatus;
            must(settings.hash().equals(offered), agent, "connection settings status " + settings);
            must(
                    settings.status() != ConnectionSettingsStatus.Status.APPLYING,
                    agent,
                    "never gets to an end with its connection settings");
        }
        PackagesOffer wanted = server.packages().current();
        if (agent.packages() != null && wanted != null) {
            agent.packages().mustBeInPlace(wanted, belief.packages);
        }
        // A heartbeat may be on its way.
        long underway = agent.lastNumber() - belief.lastNumber;
        must(underway == 0 || underway == 1, agent, "number " + belief.lastNumber + " of " + agent.lastNumber());
        must(agent.openTickets() == 0, agent, agent.openTickets() + " custom messages without a fate");
    }

    private void mustRunWithTheWantedConfig(SimulatedAgent agent, RemoteConfigStatus status) {
        must(status.hash().equals(server.wantedHash()), agent, "remote config status " + status);
        if (status.status() == RemoteConfigStatus.Status.FAILED) {
            must(agent.diedApplying(status.hash()), agent, "a configuration failed that it never died of");
            return;
        }
        must(status.equals(RemoteConfigStatus.applied(server.wantedHash())), agent, "remote config status " + status);
        must(agent.effective.equals(server.wantedEffective()), agent, "runs with another configuration");
    }

    private static boolean sameButForTime(SimulatedAgent agent, ModelServer.Belief belief) {
        return belief.health != null
                && agent.health.equals(belief.health.toBuilder()
                        .statusTime(agent.health.statusTime())
                        .build());
    }

    private void mustNotBeDoubled() {
        Map<String, Integer> arrived = server.customMessages();
        for (SimulatedAgent agent : agents) {
            agent.fates().forEach((content, fate) -> {
                int times = arrived.getOrDefault(content, 0);
                boolean doubled = agent.network().doubled().contains(content);
                must(times <= 1 || doubled, agent, "custom message " + content + " arrived " + times + " times");
                must(
                        !fate.equals("delivered") || times > 0,
                        agent,
                        "custom message " + content + " was told to be delivered and never arrived");
            });
        }
    }

    private void mustHaveSaidGoodbye(SimulatedAgent agent) {
        must(agent.terminated, agent, "is not terminated");
        must(agent.goodbyeSent, agent, "sent no goodbye");
        ModelServer.Belief belief = server.belief(agent.uid());
        must(belief != null && belief.disconnected, agent, "the server did not get its goodbye");
    }

    private static void must(boolean holds, SimulatedAgent agent, String violation) {
        if (!holds) {
            throw new AssertionError(
                    "agent " + agent.number + (agent.http ? " (HTTP)" : " (WebSocket)") + ": " + violation);
        }
    }

    private boolean chance(int outOfThousand) {
        return random.nextInt(1000) < outOfThousand;
    }
}
