package io.amp4j.samples.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ReportedPackages;
import io.amp4j.opamp.testing.ServerReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Rolls a package out over the agents of {@code amp4j opamp server}: those that are to get it are offered it, and how far they are is told after each
 * change. When too many fail, no other agent is offered it until an order says so.
 */
final class OpampRollOut {
    private static final int INSTALLED = 0;
    private static final int INSTALL_FAILED = 3;
    private static final int MOST_AGENTS = 10_000;

    private final @Nullable OpampPackageFiles files;
    private final OpampConsole console;
    private final Map<Bytes, Agent> agents =
            new TreeMap<>((one, other) -> one.toHex().compareTo(other.toHex()));
    private BiConsumer<Bytes, ServerReply> sender = (agent, reply) -> {};
    private @Nullable Offer offer;
    private StagedRollout.@Nullable Progress told;
    /** From the first time that too many have failed until the next order. */
    private boolean isHalted;

    /** What is rolled out. */
    private record Offer(String name, Bytes hash, ServerReply reply, StagedRollout stage) {
        Offer to(int percent) {
            return new Offer(name, hash, reply, stage.to(percent));
        }
    }

    /** An agent that takes packages; its outcome is about the present offer. */
    private static final class Agent {
        private StagedRollout.Outcome outcome = StagedRollout.Outcome.OPEN;
        private long connection;
        private boolean wasOffered;
    }

    /** @param files where packages come from; null if the server has none */
    OpampRollOut(@Nullable OpampPackageFiles files, OpampConsole console) {
        this.files = files;
        this.console = console;
    }

    /** Sets what sends to an agent. */
    synchronized void sendBy(BiConsumer<Bytes, ServerReply> value) {
        sender = value;
    }

    /** Takes the order: a package, or another share of the agents for the present one. */
    synchronized void order(JsonNode value) {
        if (files == null) {
            throw new IllegalArgumentException("rollOut needs --packages");
        }
        OpampFields fields = OpampFields.of("rollOut", value);
        Offer present = offer;
        if (!fields.has("package") && present != null) {
            if (!fields.has("percent")) {
                fields.problem("rollOut.percent is missing");
            }
            fields.check();
            offer = present.to(value.path("percent").asInt(-1));
        } else {
            int percent = fields.has("percent") ? value.path("percent").asInt(-1) : 100;
            Offer next = read(fields, value, percent, files);
            if (present == null
                    || !present.hash().equals(next.hash())
                    || !present.name().equals(next.name())) {
                agents.values().forEach(agent -> agent.outcome = StagedRollout.Outcome.OPEN);
            }
            offer = next;
        }
        agents.values().forEach(agent -> agent.wasOffered = false);
        told = null;
        isHalted = false;
        proceed();
    }

    private static Offer read(OpampFields fields, JsonNode value, int percent, OpampPackageFiles files) {
        String name = fields.requiredText("package");
        String version = fields.requiredText("version");
        String file = fields.requiredText("file");
        boolean isAddon = fields.has("addon") && fields.requiredFlag("addon");
        int haltPercent = fields.has("haltPercent") ? value.path("haltPercent").asInt(-1) : 20;
        fields.check();
        StagedRollout stage = new StagedRollout(name + " " + version, percent, haltPercent);
        OpampPackageFiles.Offered offered = files.offer(file);
        ServerReply reply = ServerReply.builder()
                .offeredPackage(
                        name,
                        isAddon ? 1 : 0,
                        version,
                        offered.sha256(),
                        offered.url(),
                        offered.sha256(),
                        offered.signature())
                .allPackagesHash(offered.sha256())
                // Who has it already says so only in a full report.
                .reportFullState()
                .build();
        return new Offer(name, offered.sha256(), reply, stage);
    }

    /** Takes a message of an agent. */
    synchronized void received(ReceivedMessage message) {
        boolean takesPackages = AgentCapability.ACCEPTS_PACKAGES.isIn(message.capabilities());
        if (message.isMalformed() || !takesPackages || message.isDisconnect()) {
            return;
        }
        if (!agents.containsKey(message.instanceUid()) && agents.size() >= MOST_AGENTS) {
            return;
        }
        Agent agent = agents.computeIfAbsent(message.instanceUid(), uid -> new Agent());
        if (agent.connection != message.connectionId()) {
            // What was sent to the connection before may be lost; an agent that has the offer does nothing.
            agent.connection = message.connectionId();
            agent.wasOffered = false;
        }
        Offer present = offer;
        if (present != null) {
            message.packageStatuses()
                    .map(statuses -> statuses.packages().get(present.name()))
                    .ifPresent(status -> agent.outcome = outcome(status, present.hash()));
        }
        proceed();
    }

    private static StagedRollout.Outcome outcome(ReportedPackages.PackageStatus status, Bytes hash) {
        if (status.hash().equals(hash) && status.status() == INSTALLED) {
            return StagedRollout.Outcome.INSTALLED;
        }
        return status.offeredHash().equals(hash) && status.status() == INSTALL_FAILED
                ? StagedRollout.Outcome.FAILED
                : StagedRollout.Outcome.OPEN;
    }

    private void proceed() {
        Offer present = offer;
        if (present == null) {
            return;
        }
        List<StagedRollout.Outcome> outcomes = new ArrayList<>();
        List<Map.Entry<Bytes, Agent>> waiting = new ArrayList<>();
        for (Map.Entry<Bytes, Agent> agent : agents.entrySet()) {
            if (present.stage().includes(agent.getKey().uuid())) {
                outcomes.add(agent.getValue().outcome);
                if (!agent.getValue().wasOffered && agent.getValue().outcome == StagedRollout.Outcome.OPEN) {
                    waiting.add(agent);
                }
            }
        }
        StagedRollout.Progress progress = present.stage().progress(outcomes);
        isHalted |= progress.isHalted();
        if (!progress.equals(told)) {
            told = progress;
            console.event(
                    "rollOut",
                    "version",
                    present.stage().version(),
                    "percent",
                    present.stage().percent(),
                    "agents",
                    progress.agents(),
                    "installed",
                    progress.installed(),
                    "failed",
                    progress.failed(),
                    "halted",
                    isHalted);
        }
        if (!isHalted) {
            for (Map.Entry<Bytes, Agent> agent : waiting) {
                agent.getValue().wasOffered = true;
                sender.accept(agent.getKey(), present.reply());
            }
        }
    }
}
