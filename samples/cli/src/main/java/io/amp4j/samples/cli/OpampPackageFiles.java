package io.amp4j.samples.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.amp4j.opamp.testing.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves the files of packages that are rolled out, on the loopback interface: those of one directory that were asked for, and no others. */
final class OpampPackageFiles implements AutoCloseable {
    private static final String PATH = "/packages/";
    private static final long LARGEST_SIGNATURE = 4096;

    private final Path directory;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "packages");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Path> served = new ConcurrentHashMap<>();

    private OpampPackageFiles(Path directory, HttpServer server) {
        this.directory = directory;
        this.server = server;
    }

    /**
     * The description of a file in an offer.
     *
     * @param signature what is in the file with {@code .sig} behind its name; empty if there is none
     */
    record Offered(String url, Bytes sha256, Bytes signature) {}

    static OpampPackageFiles serve(Path directory) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        OpampPackageFiles files = new OpampPackageFiles(directory, server);
        server.createContext(PATH, files::answer);
        server.setExecutor(files.threads);
        server.start();
        return files;
    }

    /**
     * Serves a file from now on.
     *
     * @throws IllegalArgumentException if there is no such file in the directory
     */
    Offered offer(String name) {
        Path file = directory.resolve(name);
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._+-]*") || !isFile(file)) {
            throw new IllegalArgumentException("there is no file '" + Printable.text(name) + "' in --packages");
        }
        try {
            Path signature = directory.resolve(name + ".sig");
            Bytes signed = Bytes.EMPTY;
            if (isFile(signature)) {
                if (Files.size(signature) > LARGEST_SIGNATURE) {
                    throw new IllegalArgumentException(ShownPath.of(signature) + " is too large for a signature");
                }
                signed = Bytes.of(Files.readAllBytes(signature));
            }
            Bytes sha256 = sha256(file);
            served.put(name, file);
            return new Offered("http://127.0.0.1:" + server.getAddress().getPort() + PATH + name, sha256, signed);
        } catch (IOException e) {
            throw new IllegalArgumentException(ShownPath.of(file) + " cannot be read", e);
        }
    }

    private static boolean isFile(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static Bytes sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] piece = new byte[1 << 16];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                digest.update(piece, 0, read);
            }
            return Bytes.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Path file = served.get(exchange.getRequestURI().getPath().substring(PATH.length()));
            if (file == null || !exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            try (InputStream in = Files.newInputStream(file)) {
                exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
                // Zero would stand for a length that is not known.
                long size = Files.size(file);
                exchange.sendResponseHeaders(200, size == 0 ? -1 : size);
                OutputStream out = exchange.getResponseBody();
                in.transferTo(out);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
