package io.amp4j.otel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A port of loopback at which nobody listens: connections are refused. Until it is closed, no other program gets the port. */
public final class ReservedPort implements AutoCloseable {
    private final Socket bound = new Socket();

    private ReservedPort() {}

    public static ReservedPort take() {
        try {
            ReservedPort reserved = new ReservedPort();
            reserved.bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return reserved;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return bound.getLocalPort();
    }

    @Override
    public void close() {
        try {
            bound.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
