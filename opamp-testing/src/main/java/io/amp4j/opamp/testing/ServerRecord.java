package io.amp4j.opamp.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** The records of a {@link FakeOpampServer} and its view of agents, with methods to wait for more. */
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

    /** Returns the heads of all requests so far, including those that were refused or had the wrong path. */
    public List<ReceivedRequest> requests() {
        return recorder.requests();
    }

    /** Returns the events of connections so far. */
    public List<ConnectionEvent> connectionEvents() {
        return recorder.events();
    }

    /** Returns the agents' violations of the protocol so far, one sentence each. */
    public List<String> violations() {
        return recorder.violations();
    }

    /** Returns the maximum number of TCP connections that were open at the same time. */
    public int maxConnections() {
        return recorder.maxConnections();
    }

    /**
     * Returns the maximum number of WebSockets that one agent had open at the same time. A WebSocket that the agent had closed before it
     * opened the next one does not count, nor does one under {@link AgentConnection#stopReading}.
     */
    public int maxConnections(Bytes instanceUid) {
        return recorder.maxConnections(instanceUid.uuid());
    }

    /** Returns the maximum number of HTTP requests that were in flight at the same time. */
    public int maxRequestsInFlight() {
        return recorder.maxInFlight(null);
    }

    /** Returns the maximum number of HTTP requests of one agent that were in flight at the same time. */
    public int maxRequestsInFlight(Bytes instanceUid) {
        return recorder.maxInFlight(instanceUid.uuid());
    }

    /**
     * Waits for a message that is {@code wanted}; one that has arrived already counts too.
     *
     * @throws AssertionError if none arrived in time
     */
    public ReceivedMessage awaitMessage(Predicate<? super ReceivedMessage> wanted, Duration limit) {
        return recorder.awaitMessage(0, wanted, limit);
    }

    /**
     * Waits for a message that is {@code wanted} and arrived after {@code earlier}.
     *
     * @throws AssertionError if none arrived in time
     */
    public ReceivedMessage awaitMessageAfter(
            ReceivedMessage earlier, Predicate<? super ReceivedMessage> wanted, Duration limit) {
        return recorder.awaitMessage(earlier.index() + 1, wanted, limit);
    }

    /**
     * Waits until this many messages have arrived since the start, and returns those that are kept.
     *
     * @throws AssertionError if fewer arrived in time
     */
    public List<ReceivedMessage> awaitMessages(int count, Duration limit) {
        await(count + " messages", () -> recorder.messageCount() >= count, limit);
        return messages();
    }

    /**
     * Waits until an agent reports this status of the remote configuration with this hash, and returns the message; an earlier report
     * counts too.
     *
     * @param status such as {@link Reported#APPLIED}; other statuses before it are skipped
     * @throws AssertionError if none arrived in time
     */
    public ReceivedMessage awaitConfigStatus(Bytes hash, int status, Duration limit) {
        return awaitMessage(
                message -> message.remoteConfigStatus()
                        .filter(reported -> reported.hash().equals(hash) && reported.status() == status)
                        .isPresent(),
                limit);
    }

    /**
     * Waits for a request that is {@code wanted}; one that has arrived already counts too.
     *
     * @throws AssertionError if none arrived in time
     */
    public ReceivedRequest awaitRequest(Predicate<? super ReceivedRequest> wanted, Duration limit) {
        return recorder.awaitRequest(wanted, limit);
    }

    /**
     * Waits for a connection event that is {@code wanted}; an earlier one counts too.
     *
     * @throws AssertionError if none arrived in time
     */
    public ConnectionEvent awaitEvent(Predicate<? super ConnectionEvent> wanted, Duration limit) {
        return recorder.awaitEvent(wanted, limit);
    }

    /**
     * Waits until this many connections have been opened since the start; closed ones count too.
     *
     * @throws AssertionError if there were fewer in time
     */
    public void awaitConnections(int count, Duration limit) {
        await(count + " connections", () -> connectionIds.get() >= count, limit);
    }

    /**
     * Waits until the server's view of an agent matches {@code wanted}, and returns that view.
     *
     * @throws AssertionError if it did not match in time
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
     * Waits until {@code met} is true; it is called at once and again after every event of this server.
     *
     * @param what completes the sentence "waited in vain for …"
     * @throws AssertionError if it was not true in time
     */
    public void await(String what, BooleanSupplier met, Duration limit) {
        recorder.await(what, met, limit);
    }

    /**
     * Returns the server's view of an agent.
     *
     * @throws IllegalStateException if the server does not know the agent
     */
    public BelievedAgent agent(Bytes instanceUid) {
        BelievedAgent agent = model.agent(instanceUid);
        if (agent == null) {
            throw new IllegalStateException("no message of agent " + instanceUid.uuid() + "; " + recorder.describe());
        }
        return agent;
    }

    /** Returns the server's view of each agent, in the order of their first messages. */
    public List<BelievedAgent> agents() {
        return model.agents();
    }

    /** Returns the last events, one line each and without the content of messages, for failure messages. */
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
