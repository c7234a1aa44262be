package io.amp4j.samples.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The two ends of a command that runs until told otherwise: events go out and orders come in, a JSON object a line each. For use by
 * several threads; an event is always a line of its own.
 */
final class OpampConsole {
    /** More than any sensible configuration, less than the memory. */
    private static final int LONGEST_LINE = 16 << 20;

    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(15);

    private final PrintWriter out;
    private final InputStream in;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private final AtomicReference<@Nullable String> reason = new AtomicReference<>();
    private final Thread hook = new Thread(this::shutDown, "opamp-shutdown");
    private boolean closed;

    OpampConsole(PrintWriter out, InputStream in) {
        this.out = out;
        this.in = in;
    }

    /** Writes an event. If the output is closed, the command ends. */
    void event(String name, @Nullable Object... namesAndValues) {
        event(name, Json.object(namesAndValues));
    }

    /** Writes an event, as {@link #event(String, Object...)} does. */
    void event(String name, Map<String, ? extends @Nullable Object> values) {
        Map<String, @Nullable Object> event = Json.object(
                "event",
                name,
                "time",
                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        event.putAll(values);
        write(OpampJson.line(event));
    }

    private synchronized void write(String line) {
        if (closed) {
            return;
        }
        out.println(line);
        if (out.checkError()) {
            end("the output is closed");
        }
    }

    /** Reads orders on a thread of its own. What is wrong with one is told as an event, and the next is read. */
    void readOrders(Consumer<OpampOrder> orders, Runnable atEnd) {
        Thread reader = new Thread(() -> read(orders, atEnd), "opamp-orders");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(Consumer<OpampOrder> orders, Runnable atEnd) {
        try (InputStream lines = new BufferedInputStream(in)) {
            long number = 0;
            for (byte[] line = nextLine(lines); line != null; line = nextLine(lines)) {
                number++;
                obey(line, number, orders);
            }
        } catch (IOException e) {
            // The program that gave the commands has ended, which counts as the end of the input.
        }
        atEnd.run();
    }

    private void obey(byte[] line, long number, Consumer<OpampOrder> orders) {
        try {
            if (line.length > LONGEST_LINE) {
                throw new IllegalArgumentException("the line is longer than " + LONGEST_LINE + " bytes");
            }
            if (!new String(line, StandardCharsets.UTF_8).isBlank()) {
                orders.accept(OpampOrder.parse(line));
            }
        } catch (RuntimeException e) {
            String message = e.getMessage();
            event("inputError", "line", number, "message", message == null ? e.toString() : message);
        }
    }

    /** Returns the next line, of one that is too long its beginning, and null at the end. */
    private static byte @Nullable [] nextLine(InputStream lines) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = lines.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            if (line.size() <= LONGEST_LINE) {
                line.write(next);
            }
            next = lines.read();
        }
        return line.toByteArray();
    }

    /** Ends the command; the first reason counts. */
    void end(String why) {
        reason.compareAndSet(null, why);
        ended.countDown();
    }

    /** Waits for the end, but not longer than {@code limit}. Returns whether it has come. An interrupt is the end, too. */
    boolean awaitEnd(Duration limit) {
        try {
            return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end("interrupted");
            return true;
        }
    }

    /** Returns why the command ended. */
    String reason() {
        String why = reason.get();
        return why == null ? "" : why;
    }

    /** From now on a signal that ends the process ends the command first, and waits until it has finished. */
    void endOnShutdown() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void shutDown() {
        end("shutdown");
        try {
            // The process ends with this thread.
            if (!finished.await(LONGEST_FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes the last event. */
    void close(@Nullable Object... namesAndValues) {
        event("closed", namesAndValues);
        synchronized (this) {
            closed = true;
        }
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is at work.
        }
    }
}
