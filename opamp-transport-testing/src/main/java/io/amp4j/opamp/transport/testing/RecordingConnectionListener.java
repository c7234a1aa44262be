package io.amp4j.opamp.transport.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.amp4j.opamp.transport.ConnectionListener;
import io.amp4j.opamp.transport.TransportFailure;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Records the calls of one connection's listener, in order. */
final class RecordingConnectionListener implements ConnectionListener {
    static final long LIMIT_SECONDS = 20;

    /** @param failure the argument of {@code onFailed}; null for other calls */
    private record Call(String text, @Nullable TransportFailure failure) {}

    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean overlapped;

    private void add(String text, @Nullable TransportFailure failure) {
        if (inside.incrementAndGet() != 1) {
            overlapped = true;
        }
        calls.add(new Call(text, failure));
        inside.decrementAndGet();
    }

    @Override
    public void onOpen() {
        add("onOpen", null);
    }

    @Override
    public void onWorkStarted() {
        // A transport need not make this call.
    }

    @Override
    public void onSent() {
        add("onSent", null);
    }

    @Override
    public void onMessage(byte[] protobuf) {
        add("onMessage " + HexFormat.of().formatHex(protobuf), null);
    }

    @Override
    public void onMalformed(String what) {
        add("onMalformed", null);
    }

    @Override
    public void onFailed(TransportFailure failure) {
        add("onFailed", failure);
    }

    @Override
    public void onClosed(int code, String reason) {
        add("onClosed " + code + " " + reason, null);
    }

    private Call next() {
        try {
            Call call = calls.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertNotNull(call, "the connection told nothing more");
            assertFalse(overlapped, "calls of a listener come one at a time");
            return call;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    void next(String expected) {
        Call call = next();
        assertEquals(expected, call.text, () -> "the next call; it is with " + call.failure);
    }

    void nextMessage(byte[] expected) {
        next("onMessage " + HexFormat.of().formatHex(expected));
    }

    void nextMessage() {
        String text = next().text;
        assertEquals("onMessage", text.split(" ", -1)[0]);
    }

    /**
     * Expects both calls in any order, because the answer of a fast server may arrive before the transport reports the message as written.
     */
    void nextSentAndMessage() {
        List<String> both = List.of(next().text, next().text);
        assertEquals(1, both.stream().filter("onSent"::equals).count(), both::toString);
        assertEquals(
                1, both.stream().filter(text -> text.startsWith("onMessage ")).count(), both::toString);
    }

    void nextClosed(int code) {
        String text = next().text;
        assertEquals("onClosed " + code, text.substring(0, text.lastIndexOf(' ')));
    }

    TransportFailure nextFailure(TransportFailure.Kind expected) {
        Call call = next();
        assertEquals("onFailed", call.text);
        TransportFailure failure = call.failure;
        assertNotNull(failure);
        assertEquals(expected, failure.kind(), failure::toString);
        return failure;
    }

    void nothingMore() {
        assertEquals(List.of(), calls.stream().map(Call::text).toList(), "nothing follows");
    }
}
