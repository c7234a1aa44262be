package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue of custom messages to send. They are not state, so none replaces another. Each message to the server has at most one,
 * and each is sent once; whether it was delivered is reported under its ticket.
 */
final class CustomMessages {

    private final int capacity;
    private final boolean needsServer;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private CustomCapabilities own;
    private @Nullable CustomCapabilities server;
    /** The capabilities that the server has used since its last announcement; only the agent's own ones, so that they are few. */
    private final Set<String> used = new HashSet<>();

    CustomMessages(int capacity, boolean needsServer, CustomCapabilities own) {
        this.capacity = capacity;
        this.needsServer = needsServer;
        this.own = own;
    }

    /** Queues a message, or returns why it cannot be sent. It is queued until the server has announced what it supports. */
    Optional<String> submit(long ticket, CustomMessage message) {
        if (!own.contains(message.capability())) {
            return Optional.of("this agent has not announced the custom capability '" + message.capability() + "'");
        }
        if (!serverMayHave(message.capability())) {
            return Optional.of("the server has not announced the custom capability '" + message.capability() + "'");
        }
        if (queue.size() >= capacity) {
            return Optional.of("the queue is full: " + capacity + " custom messages wait to be sent");
        }
        queue.add(new Waiting(ticket, message));
        return Optional.empty();
    }

    /** Returns the next message to send, if it may be sent now. */
    @Nullable
    Waiting next() {
        return needsServer && server == null ? null : queue.peek();
    }

    /** Removes the next message from the queue, because it is being sent or has failed. */
    void taken() {
        queue.remove();
    }

    int waiting() {
        return queue.size();
    }

    private boolean serverMayHave(String capability) {
        return !needsServer || server == null || server.contains(capability) || used.contains(capability);
    }

    /** Called when the server sent a message of that capability, and so supports it. Returns whether the agent has the capability too. */
    boolean received(String capability) {
        boolean isOwn = own.contains(capability);
        if (isOwn) {
            used.add(capability);
        }
        return isOwn;
    }

    /** Sets the agent's custom capabilities. Returns the messages that can no longer be sent. */
    List<Waiting> own(CustomCapabilities capabilities) {
        own = capabilities;
        used.retainAll(own.names());
        return removeUnsupported();
    }

    /**
     * Sets the capabilities that the server announced; null if it answered for the first time and announced none. Returns the messages that
     * can no longer be sent.
     */
    List<Waiting> server(@Nullable CustomCapabilities capabilities) {
        if (capabilities == null && server != null) {
            return List.of();
        }
        server = capabilities == null ? CustomCapabilities.NONE : capabilities;
        used.clear();
        return removeUnsupported();
    }

    /** Forgets the server's capabilities: the next server may be another, whose capabilities are unknown until it announces them. */
    void forgetServer() {
        server = null;
        used.clear();
    }

    /** Empties the queue, because nothing will be sent any more. */
    List<Waiting> drain() {
        List<Waiting> all = new ArrayList<>(queue);
        queue.clear();
        return all;
    }

    private List<Waiting> removeUnsupported() {
        List<Waiting> removed = new ArrayList<>();
        queue.removeIf(waiting -> {
            String capability = waiting.message.capability();
            boolean unsupported = !own.contains(capability) || !serverMayHave(capability);
            if (unsupported) {
                removed.add(waiting);
            }
            return unsupported;
        });
        return removed;
    }

    /**
     * One message that is not sent yet.
     *
     * @param ticket the number under which its outcome is reported
     * @param message the message
     */
    record Waiting(long ticket, CustomMessage message) {}
}
