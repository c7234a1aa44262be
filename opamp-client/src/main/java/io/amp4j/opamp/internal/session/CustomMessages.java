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
 * Custom messages on their way out: a bounded queue, because they are no state and none replaces another. One goes with each
 * message, once; its ticket is told whether it was delivered.
 */
final class CustomMessages {

    private final int capacity;
    private final boolean needsServer;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private CustomCapabilities own;
    private @Nullable CustomCapabilities server;
    /** What the server has used since its last announcement; of the own ones, so that they are few. */
    private final Set<String> used = new HashSet<>();

    CustomMessages(int capacity, boolean needsServer, CustomCapabilities own) {
        this.capacity = capacity;
        this.needsServer = needsServer;
        this.own = own;
    }

    /** Takes a message to be sent, or returns why not. It waits as long as the server has not said what it supports. */
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

    /** Returns the message to be sent next, if the server may have it by now. */
    @Nullable
    Waiting next() {
        return needsServer && server == null ? null : queue.peek();
    }

    /** The message that was next is on its way, or has failed. */
    void taken() {
        queue.remove();
    }

    int waiting() {
        return queue.size();
    }

    private boolean serverMayHave(String capability) {
        return !needsServer || server == null || server.contains(capability) || used.contains(capability);
    }

    /** The server sent a message of that capability, and so has it. Returns whether it is for this agent. */
    boolean received(String capability) {
        boolean isOwn = own.contains(capability);
        if (isOwn) {
            used.add(capability);
        }
        return isOwn;
    }

    /** The agent has other custom capabilities. Returns the messages that can no longer be sent. */
    List<Waiting> own(CustomCapabilities capabilities) {
        own = capabilities;
        used.retainAll(own.names());
        return removeUnsupported();
    }

    /** The server announced what it supports; null if it answered for the first time and announced nothing. */
    List<Waiting> server(@Nullable CustomCapabilities capabilities) {
        if (capabilities == null && server != null) {
            return List.of();
        }
        server = capabilities == null ? CustomCapabilities.NONE : capabilities;
        used.clear();
        return removeUnsupported();
    }

    /** The next server may be another: what it supports is not known until it says so. */
    void forgetServer() {
        server = null;
        used.clear();
    }

    /** Takes everything out, because nothing will be sent any more. */
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
     * @param ticket what its fate is told under
     * @param message the message
     */
    record Waiting(long ticket, CustomMessage message) {}
}
