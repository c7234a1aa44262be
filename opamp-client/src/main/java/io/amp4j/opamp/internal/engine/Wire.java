package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionFailure.Kind;
import io.amp4j.opamp.internal.codec.Decoded;
import io.amp4j.opamp.internal.codec.FieldLimits;
import io.amp4j.opamp.internal.codec.ServerMessage;
import io.amp4j.opamp.internal.codec.ServerMessageDecoder;
import io.amp4j.opamp.internal.http.RequiredLibraries;
import io.amp4j.opamp.internal.session.Event;
import io.amp4j.opamp.transport.Connection;
import io.amp4j.opamp.transport.ConnectionListener;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.Transport;
import io.amp4j.opamp.transport.TransportFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One numbered connection of an agent. Calls the header supplier before each attempt: on WebSocket before connecting, on HTTP before each
 * exchange. Its methods run on the loop; the transport's calls of the listener become events.
 */
final class Wire {

    private final Engine engine;
    private final Transport transport;
    private final ConnectionTarget target;
    private final @Nullable HeaderSource headers;
    private final Set<String> offeredHeaders;
    private final Consumer<Event> events;
    private final int number;
    private @Nullable Connection connection;
    private @Nullable Listener listener;
    private HeaderSource.@Nullable Question<?> question;
    private boolean ended;

    Wire(
            Engine engine,
            Transport transport,
            ConnectionTarget target,
            @Nullable HeaderSource headers,
            Set<String> offeredHeaders,
            Consumer<Event> events,
            int number) {
        this.engine = engine;
        this.transport = transport;
        this.target = target;
        this.headers = headers;
        this.offeredHeaders = offeredHeaders;
        this.events = events;
        this.number = number;
    }

    void connect() {
        if (headers == null) {
            open(target, null);
        } else if (target.isWebSocket()) {
            askForHeaders(headers, withHeaders -> open(withHeaders, null));
        } else {
            events.accept(new Event.Opened(number));
        }
    }

    void send(byte[] encoded, String instanceUid) {
        if (headers != null && !target.isWebSocket()) {
            askForHeaders(headers, withHeaders -> open(withHeaders, new Outgoing(encoded, instanceUid)));
        } else if (connection != null && listener != null) {
            send(connection, listener, encoded, instanceUid);
        }
    }

    void close(int code, String reason) {
        if (connection != null && listener != null) {
            listener.outstanding.begin();
            connection.close(code, reason);
        }
    }

    void abort() {
        ended = true;
        if (question != null) {
            question.giveUp();
        }
        if (connection != null) {
            connection.abort();
        }
        if (listener != null) {
            listener.outstanding.endAll();
        }
    }

    private void askForHeaders(HeaderSource source, Consumer<ConnectionTarget> then) {
        question = source.ask(this::withHeaders, new HeaderSource.Asker<>() {
            @Override
            public void answered(ConnectionTarget withHeaders) {
                then.accept(withHeaders);
            }

            @Override
            public void failed(String why, @Nullable Throwable cause) {
                Wire.this.failed(ConnectionFailure.of(Kind.HEADERS, why, cause), null);
            }
        });
    }

    /** Replaces headers of the target by supplied ones of the same name, whatever their case; not those that the server offered. */
    private ConnectionTarget withHeaders(Map<String, List<String>> supplied) {
        Map<String, List<String>> all = new LinkedHashMap<>(target.headers());
        supplied.forEach((name, values) -> {
            if (offeredHeaders.stream().anyMatch(name::equalsIgnoreCase)) {
                return;
            }
            all.keySet().removeIf(name::equalsIgnoreCase);
            all.put(name, new ArrayList<>(values));
        });
        return target.toBuilder().headers(all).build();
    }

    private void open(ConnectionTarget to, @Nullable Outgoing first) {
        if (connection != null) {
            // Over HTTP, other headers need another connection object.
            connection.abort();
        }
        Listener hears = new Listener(first);
        listener = hears;
        hears.outstanding.begin();
        try {
            connection = transport.open(to, hears);
        } catch (Exception e) {
            failed(ConnectionFailure.of(Kind.CONNECT, "cannot connect: " + InternalFailure.message(e), e), null);
            hears.outstanding.endAll();
        } catch (Throwable e) {
            Optional<String> unfit =
                    e instanceof LinkageError linkage ? RequiredLibraries.explanation(linkage) : Optional.empty();
            failed(
                    unfit.map(why -> ConnectionFailure.of(Kind.INTERNAL, "cannot connect: " + why, e))
                            .orElseGet(() -> InternalFailure.of("open a connection", e)),
                    null);
            hears.outstanding.endAll();
        }
    }

    private static void send(Connection to, Listener hears, byte[] encoded, String instanceUid) {
        hears.outstanding.begin();
        try {
            to.send(encoded, instanceUid);
        } catch (Throwable e) {
            hears.outstanding.end();
            throw e;
        }
    }

    private void failed(ConnectionFailure failure, @Nullable String retryAfter) {
        events.accept(new Event.Failed(number, failure, retryAfter, engine.wallTime()));
    }

    /**
     * A defect of this client made an operation of this connection fail. If the connection is no longer the current one, nothing depends on
     * it.
     */
    private void handlingFailed(String doing, Throwable thrown) {
        ConnectionFailure failure = InternalFailure.of(doing, thrown);
        engine.loop().executeHere(() -> {
            if (!ended) {
                events.accept(new Event.HandlingFailed(failure));
            }
        });
    }

    private static ConnectionFailure.Kind kind(TransportFailure.Kind kind) {
        return switch (kind) {
            case CONNECT -> Kind.CONNECT;
            case PROXY -> Kind.PROXY;
            case TLS -> Kind.TLS;
            case TIMEOUT -> Kind.TIMEOUT;
            case HTTP_STATUS -> Kind.HTTP_STATUS;
            case TOO_LARGE_SENT, TOO_LARGE_RECEIVED -> Kind.TOO_LARGE;
            case MALFORMED, PROTOCOL -> Kind.PROTOCOL;
            case LOST -> Kind.LOST;
            case INTERNAL -> Kind.INTERNAL;
        };
    }

    /** A message that waits for its connection to open. */
    @SuppressWarnings("ArrayRecordComponent") // passed on unchanged, never compared
    private record Outgoing(byte[] encoded, String instanceUid) {}

    /** Converts calls of the transport into events. Messages are decoded here, on the transport's thread and not on the loop. */
    private final class Listener implements ConnectionListener {

        private final @Nullable Outgoing first;
        private final Outstanding outstanding = new Outstanding(engine.counter());

        Listener(@Nullable Outgoing first) {
            this.first = first;
        }

        @Override
        public void onOpen() {
            if (first == null) {
                events.accept(new Event.Opened(number));
            } else {
                engine.loop().execute(() -> {
                    if (!ended && connection != null) {
                        sendFirst(connection, first);
                    }
                });
            }
            outstanding.end();
        }

        private void sendFirst(Connection opened, Outgoing message) {
            try {
                send(opened, this, message.encoded(), message.instanceUid());
            } catch (Throwable e) {
                handlingFailed("send a message", e);
            }
        }

        @Override
        public void onWorkStarted() {
            events.accept(new Event.WorkStarted(number));
        }

        @Override
        public void onSent() {
            events.accept(new Event.Written(number));
            outstanding.end();
        }

        @Override
        public void onMessage(byte[] protobuf) {
            received(protobuf);
            if (!target.isWebSocket()) {
                outstanding.end();
            }
        }

        private void received(byte[] protobuf) {
            Decoded decoded;
            try {
                decoded = ServerMessageDecoder.decode(
                        protobuf, FieldLimits.fields(target.limits().maxReceivedBytes()));
            } catch (Throwable e) {
                handlingFailed("read a message of the server", e);
                return;
            }
            if (decoded instanceof ServerMessage message) {
                events.accept(new Event.Received(number, message, protobuf.length));
            } else if (decoded instanceof Decoded.Malformed malformed) {
                events.accept(new Event.Malformed(number, malformed.reason(), protobuf.length));
            }
        }

        @Override
        public void onMalformed(String what) {
            events.accept(new Event.Malformed(number, what, 0));
        }

        @Override
        public void onFailed(TransportFailure failure) {
            failed(
                    ConnectionFailure.of(
                                    kind(failure.kind()),
                                    FieldLimits.cut(failure.description()),
                                    failure.cause().orElse(null))
                            .withHttpStatus(failure.httpStatus()),
                    failure.retryAfter().orElse(null));
            if (target.isWebSocket() && failure.kind() != TransportFailure.Kind.TOO_LARGE_SENT) {
                outstanding.endAll();
            } else {
                outstanding.end();
            }
        }

        @Override
        public void onEnding() {
            outstanding.begin();
        }

        @Override
        public void onClosed(int code, String reason) {
            events.accept(new Event.Closed(number, code, reason));
            outstanding.endAll();
        }
    }
}
