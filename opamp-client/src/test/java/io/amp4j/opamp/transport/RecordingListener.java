package io.amp4j.opamp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Keeps what a connection tells, in order, and notices calls that overlap. */
public final class RecordingListener implements ConnectionListener {
    public record Opened(Thread thread) {}

    public record Sent() {}

    public record Message(String hex, int size) {}

    public record Malformed(String what) {}

    public record Failed(TransportFailure failure) {}

    public record Closed(int code, String reason) {}

    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final Consumer<Object> reaction;
    public final AtomicInteger workStarted = new AtomicInteger();
    public volatile boolean overlapped;
    public volatile boolean isEnding;

    public RecordingListener() {
        this(event -> {});
    }

    public RecordingListener(Consumer<Object> reaction) {
        this.reaction = reaction;
    }

    private void record(Object event) {
        if (inside.incrementAndGet() != 1) {
            overlapped = true;
        }
        reaction.accept(event);
        events.add(event);
        inside.decrementAndGet();
    }

    @Override
    public void onOpen() {
        record(new Opened(Thread.currentThread()));
    }

    @Override
    public void onWorkStarted() {
        workStarted.incrementAndGet();
    }

    @Override
    public void onSent() {
        record(new Sent());
    }

    @Override
    public void onMessage(byte[] protobuf) {
        record(new Message(Wire.hex(protobuf), protobuf.length));
    }

    @Override
    public void onMalformed(String what) {
        record(new Malformed(what));
    }

    @Override
    public void onFailed(TransportFailure failure) {
        record(new Failed(failure));
    }

    @Override
    public void onEnding() {
        isEnding = true;
    }

    @Override
    public void onClosed(int code, String reason) {
        record(new Closed(code, reason));
    }

    /** Returns the next event, which has to be of this type. */
    public <T> T next(Class<T> type) throws InterruptedException {
        Object event = events.poll(20, TimeUnit.SECONDS);
        assertThat(event).as("the next event").isInstanceOf(type);
        assertThat(overlapped).as("calls overlapped").isFalse();
        return type.cast(event);
    }

    public TransportFailure nextFailure() throws InterruptedException {
        return next(Failed.class).failure();
    }

    public Object[] soFar() {
        return events.toArray();
    }
}
