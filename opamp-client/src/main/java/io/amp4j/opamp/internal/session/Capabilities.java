package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.ServerCapability;

/** The capabilities of agent and server, which decide what the agent may send and act on. */
final class Capabilities {

    private long agent;
    private long server;

    Capabilities(long agent) {
        this.agent = legal(agent);
    }

    /** Sets the agent's capabilities; undefined bits are dropped and ReportsStatus is added. Returns whether anything changed. */
    boolean agent(long mask) {
        long before = agent;
        agent = legal(mask);
        return agent != before;
    }

    long agent() {
        return agent;
    }

    /** Sets the capabilities that the server reports; 0 means as before. */
    void server(long mask) {
        if (mask != 0) {
            server = mask & ServerCapability.DEFINED_MASK;
        }
    }

    /** Forgets the server's capabilities, because the next server may be another. */
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

    /** Returns whether the server has the capability, or has not reported its capabilities yet. */
    boolean serverMayHave(ServerCapability capability) {
        return server == 0 || capability.isIn(server);
    }

    private static long legal(long mask) {
        return (mask & AgentCapability.DEFINED_MASK) | AgentCapability.REPORTS_STATUS.bit();
    }
}
