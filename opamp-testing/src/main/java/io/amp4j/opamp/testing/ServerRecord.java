package io.amp4j.opamp.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** What a {@link FakeOpampServer} remembers and believes, and the waits for more of it. */
abstract sealed class ServerRecord permits FakeOpampServer {
    private final Recorder recorder;
    private final ServerModel model;
    private final AtomicLong connectionIds = new AtomicLong();

    ServerRecord(FakeOpampServerBuilder from) {
        recorder = new Recorder(from.keptMessages, from.keptAgents);
        model = new ServerModel(from);
    }

    /** Returns the messages so far, in the order of arrival. */
    public List<ReceivedMessage> messages() {
        return recorder.messages();
    }

    /** Returns the messages of one agent so far. */
    public List<ReceivedMessage> messagesOf(Bytes instanceUid) {
        return messages().stream()
                .filter(message -> message.instanceUid().equals(instanceUid))
                .toList();
    }

    /** Returns the heads of all requests so far, those that were refused or had the wrong path included. */
    public List<ReceivedRequest> requests() {
        return recorder.requests();
    }

    /** Returns what happened to connections so far. */
    public List<ConnectionEvent> connectionEvents() {
        return recorder.events();
    }

    /** Returns what agents did against the protocol so far, one sentence each. */
    public List<String> violations() {
        return recorder.violations();
    }

    /** Returns how many TCP connections were open at the same time at most. */
    public int maxConnections() {
        return recorder.maxConnections();
    }

    /**
     * Returns how many WebSockets one agent had open at the same time at most. One that the agent had closed before it opened the next does not
     * count as open, nor one under {@link AgentConnection#stopReading}.
     */
    public int maxConnections(Bytes instanceUid) {
        return recorder.maxConnections(instanceUid.uuid());
    }

    /** Returns how many HTTP requests were in flight at the same time at most. */
    public int maxRequestsInFlight() {
        return recorder.maxInFlight(null);
    }

    /** Returns how many HTTP requests of one agent were in flight at the same time at most. */
    public int maxRequestsInFlight(Bytes instanceUid) {
        return recorder.maxInFlight(instanceUid.uuid());
    }

    /**
     * Waits for a message that is {@code wanted}, whether it came already or not.
     *
     * @throws AssertionError if none came in time
     */
    public ReceivedMessage awaitMessage(Predicate<? super ReceivedMessage> wanted, Duration limit) {
        return recorder.awaitMessage(0, wanted, limit);
    }

    /**
     * Waits for a message that is {@code wanted} and came after {@code earlier}.
     *
     * @throws AssertionError if none came in time
     */
    public ReceivedMessage awaitMessageAfter(
            ReceivedMessage earlier, Predicate<? super ReceivedMessage> wanted, Duration limit) {
        return recorder.awaitMessage(earlier.index() + 1, wanted, limit);
    }

    /**
     * Waits until this many messages came since the start, and returns those that are kept.
     *
     * @throws AssertionError if fewer came in time
     */
    public List<ReceivedMessage> awaitMessages(int count, Duration limit) {
        await(count + " messages", () -> recorder.messageCount() >= count, limit);
        return messages();
    }

    /**
     * Waits until an agent reports a status of the remote configuration with this hash, whether it did already or not, and returns the message.
     *
     * @param status such as {@link Reported#APPLIED}; other statuses that come before it are passed over
     * @throws AssertionError if none came in time
     */
    public ReceivedMessage awaitConfigStatus(Bytes hash, int status, Duration limit) {
        return awaitMessage(
                message -> message.remoteConfigStatus()
                        .filter(reported -> reported.hash().equals(hash) && reported.status() == status)
                        .isPresent(),
                limit);
    }

    /**
     * Waits for a request that is {@code wanted}, whether it came already or not.
     *
     * @throws AssertionError if none came in time
     */
    public ReceivedRequest awaitRequest(Predicate<? super ReceivedRequest> wanted, Duration limit) {
        return recorder.awaitRequest(wanted, limit);
    }

    /**
     * Waits for a connection event that is {@code wanted}, whether it came already or not.
     *
     * @throws AssertionError if none came in time
     */
    public ConnectionEvent awaitEvent(Predicate<? super ConnectionEvent> wanted, Duration limit) {
        return recorder.awaitEvent(wanted, limit);
    }

    /**
     * Waits until this many connections were opened since the start, whether they are still open or not.
     *
     * @throws AssertionError if there were fewer in time
     */
    public void awaitConnections(int count, Duration limit) {
        await(count + " connections", () -> connectionIds.get() >= count, limit);
    }

    /**
     * Waits until the server believes something of an agent, and returns the whole belief.
     *
     * @throws AssertionError if it did not in time
     */
    public BelievedAgent awaitAgent(Bytes instanceUid, Predicate<? super BelievedAgent> wanted, Duration limit) {
        await(
                "a belief about agent " + instanceUid.uuid(),
                () -> {
                    BelievedAgent agent = model.agent(instanceUid);
                    return agent != null && wanted.test(agent);
                },
                limit);
        return agent(instanceUid);
    }

    /**
     * Waits until {@code met} holds; it is asked at once and again after everything that happens to this server.
     *
     * @param what completes the sentence "waited in vain for …"
     * @throws AssertionError if it did not hold in time
     */
    public void await(String what, BooleanSupplier met, Duration limit) {
        recorder.await(what, met, limit);
    }

    /**
     * Returns what the server believes about an agent.
     *
     * @throws IllegalStateException if it never heard of it
     */
    public BelievedAgent agent(Bytes instanceUid) {
        BelievedAgent agent = model.agent(instanceUid);
        if (agent == null) {
            throw new IllegalStateException("no message of agent " + instanceUid.uuid() + "; " + recorder.describe());
        }
        return agent;
    }

    /** Returns what the server believes about each agent, in the order of their first messages. */
    public List<BelievedAgent> agents() {
        return model.agents();
    }

    /** Returns what happened last, one line each and without the content of any message: for failure messages. */
    public String transcript() {
        return recorder.describe();
    }

    final Recorder recorder() {
        return recorder;
    }

    final ServerModel model() {
        return model;
    }

    final long newConnectionId() {
        return connectionIds.incrementAndGet();
    }
}
