package io.amp4j.opamp.internal.http;

import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.internal.proxy.ProxyException;
import io.amp4j.opamp.transport.ConnectionTarget;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/** The HTTP clients of downloads, which share connections only with each other, and the claims of files that are being downloaded. */
public final class Downloads implements AutoCloseable {
    private static final int IDLE_CONNECTIONS = 4;
    private static final Duration CHECK_AFTER = Duration.ofMillis(500);

    private static final Pattern OURS = Pattern.compile("((?:[0-9a-f]{16}-)?[0-9a-f]{64})(?:\\.(?:part|tag))?");

    private final HttpClients clients = new HttpClients(null, IDLE_CONNECTIONS, CHECK_AFTER);

    private final Set<Path> claimed = new HashSet<>();

    /**
     * Waits until the caller has the exclusive claim of a file, which it must release; returns false if {@code givesUp} returns true or the
     * time is over before.
     */
    synchronized boolean claim(Path file, BooleanSupplier givesUp, Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        while (!givesUp.getAsBoolean()) {
            if (claimed.add(file)) {
                return true;
            }
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    synchronized void giveBack(Path file) {
        claimed.remove(file);
        notifyAll();
    }

    /** Makes threads that wait for a file check whether they have given up. */
    synchronized void lookAgain() {
        notifyAll();
    }

    /**
     * Removes files from a download directory that are no longer offered, complete or not. Files that are being downloaded are kept.
     *
     * @param kept the file names of everything that is offered
     */
    public void prune(Path directory, Set<String> kept) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
            for (Path each : found) {
                Matcher name = OURS.matcher(String.valueOf(each.getFileName()));
                if (name.matches() && !kept.contains(name.group(1))) {
                    remove(each, claimOf(directory, name.group(1)));
                }
            }
        }
    }

    private void remove(Path file, Path claim) throws IOException {
        if (tryClaim(claim)) {
            try {
                Files.deleteIfExists(file);
            } finally {
                giveBack(claim);
            }
        }
    }

    private synchronized boolean tryClaim(Path file) {
        return claimed.add(file);
    }

    /** Returns the key of a file's claim. */
    static Path claimOf(Path directory, String name) {
        return directory.toAbsolutePath().normalize().resolve(name);
    }

    /**
     * Returns the client for a URL, with TLS and proxy of the connection to the OpAMP server, but without its other options. The client
     * certificate is used only for the origin of the OpAMP server.
     */
    OkHttpClient client(ConnectionTarget connection, HttpUrl url) throws ProxyException {
        RequiredLibraries.use();
        HttpUrl server = Urls.http(connection.endpoint());
        TlsSettings tls = Urls.isSameOrigin(server, url)
                ? connection.tls()
                : connection.tls().withoutClientCertificate();
        ConnectionTarget bare = ConnectionTarget.builder(connection.endpoint())
                .tls(tls)
                .proxy(connection.proxy())
                .timeouts(connection.timeouts())
                .build();
        return clients.client(bare, url);
    }

    /** Closes idle connections. */
    @Override
    public void close() {
        clients.close();
    }
}
