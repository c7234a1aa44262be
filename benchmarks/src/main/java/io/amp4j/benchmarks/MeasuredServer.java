package io.amp4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The server of every contender, in a process of its own: one thread, no decoding but of what it has to know, one short answer to each
 * message. It speaks HTTP and WebSocket on one port and takes commands, one a line, on standard input; {@link OtherProcess} is its
 * other end.
 */
final class MeasuredServer {

    private final Selector selector = Selector.open();
    private final ConcurrentLinkedQueue<String> commands = new ConcurrentLinkedQueue<>();
    private final ByteBuffer input = ByteBuffer.allocateDirect(1 << 16);
    private final Set<ServerPeer> webSockets = new HashSet<>();
    private final Map<AgentKey, long[]> messagesByAgent = new HashMap<>();
    private @Nullable Push push;

    private MeasuredServer() throws IOException {}

    /** Serves until standard input ends. */
    public static void main(String[] arguments) throws IOException {
        new MeasuredServer().serve();
    }

    private void serve() throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8192);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        say("port " + ((InetSocketAddress) listener.getLocalAddress()).getPort());
        Thread commander = new Thread(this::readCommands, "commands");
        commander.setDaemon(true);
        commander.start();
        while (true) {
            selector.select(this::serve);
            for (String command = commands.poll(); command != null; command = commands.poll()) {
                if (command.equals("end")) {
                    return;
                }
                obey(command);
            }
        }
    }

    private void readCommands() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                commands.add(line);
                selector.wakeup();
            }
        } catch (IOException e) {
            say("failed " + e);
        }
        commands.add("end");
        selector.wakeup();
    }

    private void obey(String command) throws IOException {
        switch (command) {
            case "agents" -> {
                long[] counts = messagesByAgent.values().stream()
                        .mapToLong(count -> count[0])
                        .sorted()
                        .toArray();
                say("agents " + counts.length + " " + (counts.length == 0 ? 0 : counts[0]) + " "
                        + (counts.length == 0 ? 0 : counts[counts.length - 1]) + " "
                        + Arrays.stream(counts).sum());
            }
            case "sockets" -> say("sockets " + webSockets.size());
            case "reset" -> {
                messagesByAgent.clear();
                say("reset");
            }
            case "push" -> {
                push = new Push(webSockets.size());
                for (ServerPeer peer : List.copyOf(webSockets)) {
                    peer.send(push.offer());
                }
            }
            default -> throw new IllegalArgumentException(command);
        }
    }

    private void serve(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                SocketChannel channel = ((ServerSocketChannel) key.channel()).accept();
                if (channel != null) {
                    new ServerPeer(this, channel, selector);
                }
            } else {
                ((ServerPeer) key.attachment()).ready(input);
            }
        } catch (IOException e) {
            key.cancel();
            if (key.attachment() instanceof ServerPeer peer) {
                left(peer);
            }
        }
    }

    /** A WebSocket is open. */
    void joined(ServerPeer peer) {
        webSockets.add(peer);
    }

    /** A connection is gone. */
    void left(ServerPeer peer) {
        webSockets.remove(peer);
    }

    /** Takes a message and returns the answer to it: the uid of the agent, and the capabilities of the server. */
    byte[] answer(byte[] message) {
        boolean named = message.length >= 18 && message[0] == 0x0a && message[1] == 16;
        if (named) {
            messagesByAgent.computeIfAbsent(AgentKey.of(message), key -> new long[1])[0]++;
        }
        Push current = push;
        if (current != null && current.isReportedBy(message)) {
            push = null;
            say(current.result());
        }
        byte[] answer = Arrays.copyOf(named ? message : new byte[0], named ? 20 : 2);
        // Field 7, capabilities: AcceptsStatus, OffersRemoteConfig, AcceptsEffectiveConfig.
        answer[answer.length - 2] = 0x38;
        answer[answer.length - 1] = 0x07;
        return answer;
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** Who sent a message: its bytes 2 to 17. */
    private record AgentKey(long high, long low) {
        static AgentKey of(byte[] message) {
            ByteBuffer bytes = ByteBuffer.wrap(message);
            return new AgentKey(bytes.getLong(2), bytes.getLong(10));
        }
    }

    /** One offer to all WebSockets, and when each agent said that it is applied. */
    private static final class Push {
        private static final int FILE_BYTES = 1024;

        private static int pushes;

        private final byte[] hash;
        private final int expected;
        private final List<Long> applied = new ArrayList<>();
        private final long begin = System.nanoTime();

        Push(int expected) {
            this.expected = expected;
            pushes++;
            hash = String.format("push%012d", pushes).getBytes(StandardCharsets.US_ASCII);
        }

        byte[] offer() {
            return Offers.remoteConfig(hash, FILE_BYTES);
        }

        /** Returns whether this message makes the push complete. */
        boolean isReportedBy(byte[] message) {
            if (!Offers.isApplied(message, hash)) {
                return false;
            }
            applied.add(System.nanoTime() - begin);
            return applied.size() == expected;
        }

        String result() {
            return "pushed " + expected + " " + applied.get(0) / 1_000 + " " + applied.get(expected / 2) / 1_000 + " "
                    + applied.get(expected - 1) / 1_000;
        }
    }
}
