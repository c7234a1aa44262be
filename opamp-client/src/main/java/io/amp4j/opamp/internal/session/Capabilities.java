package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.ServerCapability;

/** What the agent and the server can do, and what the agent may therefore send and act on. */
final class Capabilities {

    private long agent;
    private long server;

    Capabilities(long agent) {
        this.agent = legal(agent);
    }

    /** Sets what the agent can do; undefined bits are dropped and ReportsStatus is added. Returns whether anything changed. */
    boolean agent(long mask) {
        long before = agent;
        agent = legal(mask);
        return agent != before;
    }

    long agent() {
        return agent;
    }

    /** Takes what the server says it can do; 0 means as before. */
    void server(long mask) {
        if (mask != 0) {
            server = mask & ServerCapability.DEFINED_MASK;
        }
    }

    /** Forgets the server: the next one may be another. */
    void forgetServer() {
        server = 0;
    }

    /** Returns the server's bits, 0 if they are not known. */
    long server() {
        return server;
    }

    boolean has(AgentCapability capability) {
        return capability.isIn(agent);
    }

    /** Returns whether the server can do it, or has not said yet what it can do. */
    boolean serverMayHave(ServerCapability capability) {
        return server == 0 || capability.isIn(server);
    }

    private static long legal(long mask) {
        return (mask & AgentCapability.DEFINED_MASK) | AgentCapability.REPORTS_STATUS.bit();
    }
}
