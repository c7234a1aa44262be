package io.amp4j.opamp.simulation;

import static io.amp4j.opamp.simulation.SimulatedAgent.millis;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.CertificateRequestPolicy;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.internal.codec.AgentMessage;
import io.amp4j.opamp.internal.codec.CertificateFormat;
import io.amp4j.opamp.internal.codec.CertificateMemory;
import io.amp4j.opamp.internal.session.CertificateReport;
import io.amp4j.opamp.internal.session.CertificateTask;
import io.amp4j.opamp.internal.session.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The keys and certificates of one agent: who makes and reads them, and what must never happen with them. */
final class SimulatedCertificates implements CertificateTask.Worker {
    private final SimulatedAgent agent;
    private final Timeline timeline;
    private final SplittableRandom random;
    private final @Nullable CertificateRequestPolicy policy;
    private final Map<String, Instant> certified = new HashMap<>();

    SimulatedCertificates(SimulatedAgent agent, Timeline timeline, SplittableRandom random, boolean hasStore) {
        this.agent = agent;
        this.timeline = timeline;
        this.random = random;
        CertificateRequestPolicy.Builder policies = CertificateRequestPolicy.builder();
        this.policy = !hasStore || random.nextBoolean()
                ? null
                : (random.nextBoolean() ? policies : policies.instanceUidAsCommonName()).build();
    }

    /** Returns when the agent asks for a certificate; null if it does not. */
    @Nullable
    CertificateRequestPolicy policy() {
        return policy;
    }

    @Override
    public void makeRequest(CertificateTask.MakeRequest task) {
        String name = agent.number + "/" + agent.life() + "/" + task.number();
        agent.later(
                millis(random.nextInt(300)),
                () -> agent.on(new Event.CertificateReported(
                        random.nextInt(20) == 0
                                ? new CertificateReport.NotMade(task.number(), "not now")
                                : new CertificateReport.Made(task.number(), "request " + name, "key " + name))));
    }

    @Override
    public void readValidity(CertificateTask.ReadValidity task) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z").plusNanos(timeline.now());
        Instant from = certified.computeIfAbsent(task.chainPem(), any -> now);
        Instant to = from.plus(Duration.ofMinutes(CertificateOffice.minutesOf(task.chainPem())));
        agent.later(
                millis(random.nextInt(50)),
                () -> agent.on(
                        new Event.CertificateReported(new CertificateReport.Validity(task.chainPem(), from, to, now))));
    }

    /** What it is about to connect with. */
    void check(ConnectionSettings to) {
        agent.check(
                to.clientCertificate().isEmpty()
                        || CertificateOffice.belongTogether(
                                to.clientCertificate().orElseThrow(),
                                to.clientKey().orElse("")),
                "connects with a certificate of another key");
    }

    /** What it is about to send. */
    void check(AgentMessage message) {
        Bytes request = message.certificateRequest();
        if (request != null) {
            ClientState disk = agent.disk();
            CertificateMemory.Pending pending = disk == null
                    ? null
                    : CertificateFormat.decode(disk.certificates()).pending();
            agent.check(
                    pending != null && pending.request().equals(request.toText()),
                    "sends a request whose key is not on its disk");
        }
    }

    /** Whether there is a certificate in use, if the agent is to have one, or else a wait after what failed. */
    boolean areInUseOrWait() {
        ClientState disk = agent.disk();
        if (policy == null || disk == null) {
            return true;
        }
        ConnectionSettings current = disk.connections().current();
        return current.clientCertificate().isPresent()
                || CertificateFormat.decode(disk.certificates()).failures() > 0;
    }
}
