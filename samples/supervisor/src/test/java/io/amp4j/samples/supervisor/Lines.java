package io.amp4j.samples.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Lines that a process prints, to wait for. */
final class Lines extends OutputStream {
    private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>();
    private final List<String> all = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    PrintStream stream() {
        return new PrintStream(this, true, StandardCharsets.UTF_8);
    }

    /** Reads a stream to its end on a thread. */
    Thread read(InputStream stream) {
        Thread thread = new Thread(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                reader.lines().forEach(this::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public synchronized void write(int next) {
        if (next == '\n') {
            add(line.toString(StandardCharsets.UTF_8));
            line.reset();
        } else {
            line.write(next);
        }
    }

    private void add(String text) {
        all.add(text);
        waiting.add(text);
    }

    /** Returns what follows {@code beginning} in the next line that starts with it; lines before are skipped. */
    String await(String beginning) throws InterruptedException {
        return await(beginning + "…", line -> line.startsWith(beginning)).substring(beginning.length());
    }

    /** Waits for the next line with this text; lines before are skipped. */
    void awaitContaining(String text) throws InterruptedException {
        await("…" + text + "…", line -> line.contains(text));
    }

    private String await(String what, Predicate<String> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            String next = waiting.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertThat(next).as("no line '%s' came; all lines: %s", what, all).isNotNull();
            if (wanted.test(next)) {
                return next;
            }
        }
    }

    List<String> all() {
        return all;
    }
}
