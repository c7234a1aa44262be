package io.amp4j.opamp.transport;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.checks.Checks;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The timeouts of a connection; all are positive, and the transport enforces all of them.
 *
 * @since 0.1.0
 */
public final class ConnectionTimeouts {
    /** 10 s to connect, 10 s to write, 30 s to read, 60 s for the whole call, 5 s to close. */
    public static final ConnectionTimeouts DEFAULT = new Builder().build();

    private final Duration connect;
    private final Duration write;
    private final Duration read;
    private final Duration call;
    private final Duration close;

    private ConnectionTimeouts(Builder builder) {
        connect = builder.connect;
        write = builder.write;
        read = builder.read;
        call = builder.call;
        close = builder.close;
    }

    /** Returns a builder with the values of {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these timeouts. */
    public Builder toBuilder() {
        return new Builder().connect(connect).write(write).read(read).call(call).close(close);
    }

    /** Returns the timeout of opening a TCP connection, and again of its TLS handshake. */
    public Duration connect() {
        return connect;
    }

    /** Returns the timeout of writing one chunk of a message. */
    public Duration write() {
        return write;
    }

    /**
     * Returns the timeout of reading the next chunk of an HTTP answer, and of the answer to a WebSocket upgrade. A report may take one
     * second more for each 16 KiB of its first 4 MiB.
     */
    public Duration read() {
        return read;
    }

    /**
     * Returns the timeout of a whole HTTP exchange with its redirects, and of opening a WebSocket. A report may take one second more for
     * each 16 KiB.
     */
    public Duration call() {
        return call;
    }

    /** Returns the timeout of the server's answer to a Close frame. */
    public Duration close() {
        return close;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConnectionTimeouts that
                && connect.equals(that.connect)
                && write.equals(that.write)
                && read.equals(that.read)
                && call.equals(that.call)
                && close.equals(that.close);
    }

    @Override
    public int hashCode() {
        return Objects.hash(connect, write, read, call, close);
    }

    @Override
    public String toString() {
        return "ConnectionTimeouts[connect=" + connect + ", write=" + write + ", read=" + read + ", call=" + call
                + ", close=" + close + "]";
    }

    private static Duration positive(String name, Duration value) {
        return Checks.positive(name + " timeout", requireNonNull(value, "value"));
    }

    /**
     * Builds timeouts; each must be positive. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private Duration connect = Duration.ofSeconds(10);
        private Duration write = Duration.ofSeconds(10);
        private Duration read = Duration.ofSeconds(30);
        private Duration call = Duration.ofSeconds(60);
        private Duration close = Duration.ofSeconds(5);

        private Builder() {}

        /** Sets {@link ConnectionTimeouts#connect()}. */
        public Builder connect(Duration value) {
            connect = positive("connect", value);
            return this;
        }

        /** Sets {@link ConnectionTimeouts#write()}. */
        public Builder write(Duration value) {
            write = positive("write", value);
            return this;
        }

        /** Sets {@link ConnectionTimeouts#read()}. */
        public Builder read(Duration value) {
            read = positive("read", value);
            return this;
        }

        /** Sets {@link ConnectionTimeouts#call()}. */
        public Builder call(Duration value) {
            call = positive("call", value);
            return this;
        }

        /** Sets {@link ConnectionTimeouts#close()}. */
        public Builder close(Duration value) {
            close = positive("close", value);
            return this;
        }

        /** Returns the timeouts. */
        public ConnectionTimeouts build() {
            return new ConnectionTimeouts(this);
        }
    }
}
