package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.OpampException;
import io.amp4j.opamp.internal.session.Event;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.Transport;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Connects one agent to where its session wants it, and sends on the newest connection. Its methods run on the loop. */
final class Connector {

    private final AgentSpec spec;
    private final Engine engine;
    private final Transport transport;
    private final Consumer<Event> events;
    private final Consumer<Event> arrivals;
    private final @Nullable HeaderSource headers;
    private @Nullable Wire wire;
    private @Nullable ConnectionSettings warnedOf;

    /** Tells {@code arrivals} what comes from the transport, on a thread of it, and {@code events} the rest. */
    Connector(AgentSpec spec, Engine engine, Consumer<Event> events, Consumer<Event> arrivals) {
        this.spec = spec;
        this.engine = engine;
        this.transport = engine.transportOfAgent();
        this.events = events;
        this.arrivals = arrivals;
        this.headers =
                spec.headers() == null ? null : new HeaderSource(spec.headers(), engine.loop(), engine.headers());
    }

    void connect(int connection, ConnectionSettings settings) {
        ConnectionTarget target = target(connection, settings);
        if (target == null) {
            return;
        }
        Set<String> offered = settings.headers().map(Map::keySet).orElse(Set.of());
        Wire next = new Wire(engine, transport, target, headers, offered, arrivals, connection);
        wire = next;
        next.connect();
    }

    /** Returns null if there is no such target, of which the session is told. */
    private @Nullable ConnectionTarget target(int connection, ConnectionSettings settings) {
        if (settings.equals(ConnectionSettings.NONE)) {
            return spec.target();
        }
        try {
            ConnectionTarget target = spec.offers().target(settings);
            if (!settings.equals(warnedOf)) {
                warnedOf = settings;
                PlaintextHeadersWarning.warn(target, spec.headers() != null);
            }
            return target;
        } catch (OpampException e) {
            wire = null;
            ConnectionFailure failure =
                    ConnectionFailure.of(ConnectionFailure.Kind.TLS, String.valueOf(e.getMessage()), e);
            events.accept(new Event.Failed(connection, failure, null, engine.wallTime()));
            return null;
        }
    }

    void send(InstanceUid instanceUid, byte[] encoded) {
        if (wire != null) {
            wire.send(encoded, instanceUid.toString());
        }
    }

    void close(int code, String reason) {
        if (wire != null) {
            wire.close(code, reason);
        }
    }

    void abort() {
        if (wire != null) {
            wire.abort();
        }
    }
}
