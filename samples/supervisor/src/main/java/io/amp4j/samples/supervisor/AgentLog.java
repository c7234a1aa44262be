package io.amp4j.samples.supervisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The output of the agent: passed through, or in a file that is rotated. The last lines are remembered. Secrets are hidden in all of it. */
final class AgentLog implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(AgentLog.class.getName());
    private static final int REMEMBERED = 20;
    /** So that a secret at the end of a long line is known as a whole; larger than keys of PEM. */
    private static final int MARGIN = 8 * 1024;

    private static final int LONGEST_LINE = 8 << 10;
    private static final int LONGEST_REMEMBERED = 500;

    private final Settings.Log options;
    private final Secrets secrets;
    private final PrintStream out;
    private final Deque<String> last = new ArrayDeque<>();
    private @Nullable FileChannel channel;
    private boolean failed;

    AgentLog(Settings.Log options, Secrets secrets, PrintStream out) {
        this.options = options;
        this.secrets = secrets;
        this.out = out;
    }

    /** Starts a thread that takes all of the output of a process, and ends with it. */
    Thread follow(InputStream output) {
        Thread thread = new Thread(() -> read(output), "agent-output");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void read(InputStream output) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int next = reader.read(); next >= 0; next = reader.read()) {
                if (next == '\n') {
                    add(line.toString());
                    line.setLength(0);
                } else if (next != '\r' && line.length() < LONGEST_LINE + MARGIN) {
                    line.append((char) next);
                }
            }
            if (!line.isEmpty()) {
                add(line.toString());
            }
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "the output of the agent ended", e);
        }
    }

    private synchronized void add(String raw) {
        String redacted = secrets.redact(raw);
        String line = redacted.length() <= LONGEST_LINE ? redacted : redacted.substring(0, LONGEST_LINE);
        if (last.size() == REMEMBERED) {
            last.removeFirst();
        }
        last.addLast(line.length() <= LONGEST_REMEMBERED ? line : line.substring(0, LONGEST_REMEMBERED) + "…");
        Path file = options.file().orElse(null);
        if (file == null) {
            out.println(line);
            return;
        }
        try {
            write(file, ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                LOGGER.log(Level.WARNING, "the output of the agent cannot be written to " + file, e);
            }
            failed = true;
        }
    }

    private void write(Path file, ByteBuffer bytes) throws IOException {
        if (channel == null) {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            channel = PrivateFiles.append(file);
        }
        if (channel.size() > 0 && channel.size() + bytes.remaining() > options.maxSize()) {
            channel.close();
            channel = null;
            rotate(file);
            channel = PrivateFiles.append(file);
        }
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Renames {@code file} to {@code file.1}, and so on; the oldest is overwritten. */
    private void rotate(Path file) throws IOException {
        for (int i = options.files() - 1; i > 0; i--) {
            Path from = i == 1 ? file : file.resolveSibling(file.getFileName() + "." + (i - 1));
            if (Files.exists(from)) {
                Files.move(
                        from, file.resolveSibling(file.getFileName() + "." + i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (options.files() == 1) {
            Files.delete(file);
        }
    }

    /** Returns the last lines since {@link #forget()}. */
    synchronized String lastLines() {
        return String.join("\n", last);
    }

    synchronized void forget() {
        last.clear();
    }

    @Override
    public synchronized void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
