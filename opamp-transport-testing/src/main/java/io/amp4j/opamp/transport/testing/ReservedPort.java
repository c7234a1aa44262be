package io.amp4j.opamp.transport.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;

/** A port of loopback at which nobody listens: connections are refused. Until it is closed, no other program gets the port. */
final class ReservedPort implements AutoCloseable {
    private final Socket bound = new Socket();

    private ReservedPort() {}

    static ReservedPort take() {
        try {
            ReservedPort reserved = new ReservedPort();
            reserved.bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return reserved;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns an endpoint that differs by this port only. */
    URI insteadOfThePortOf(URI endpoint) {
        try {
            return new URI(
                    endpoint.getScheme(),
                    null,
                    endpoint.getHost(),
                    bound.getLocalPort(),
                    endpoint.getPath(),
                    null,
                    null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
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
