package io.amp4j.opamp.transport.testing;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.transport.Connection;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.ConnectionTimeouts;
import io.amp4j.opamp.transport.MessageLimits;
import io.amp4j.opamp.transport.Transport;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The common part of both contracts; authors of a transport extend one of its subclasses.
 *
 * @since 0.1.0
 */
public abstract class TransportContract {
    static final String UID = "01936a5e-7c3b-7def-8a1b-000102030405";
    static final Duration LIMIT = Duration.ofSeconds(RecordingConnectionListener.LIMIT_SECONDS);
    static final Duration SHORT = Duration.ofSeconds(5);

    private final FakeOpampServer server = FakeOpampServer.start();
    private Transport transport;

    /** For subclasses. */
    @SuppressWarnings("NullAway") // made before each test
    TransportContract() {}

    /** Returns a new transport, which is closed after each test. */
    protected abstract Transport createTransport();

    abstract URI endpoint(FakeOpampServer of);

    /** Creates the transport. */
    @BeforeEach
    public void open() {
        transport = createTransport();
    }

    /** Closes transport and server. */
    @AfterEach
    public void close() {
        transport.close();
        server.close();
    }

    FakeOpampServer server() {
        return server;
    }

    Transport transport() {
        return transport;
    }

    /** Returns a target without a proxy and with nothing set. */
    ConnectionTarget.Builder target() {
        return target(server);
    }

    ConnectionTarget.Builder target(FakeOpampServer of) {
        return ConnectionTarget.builder(endpoint(of)).proxy(ProxySettings.DIRECT);
    }

    static ConnectionTarget.Builder limited(ConnectionTarget.Builder target, int bytes) {
        return target.limits(MessageLimits.builder()
                .maxSentBytes(bytes)
                .maxReceivedBytes(bytes)
                .build());
    }

    static ConnectionTarget.Builder hasty(ConnectionTarget.Builder target) {
        return target.timeouts(ConnectionTimeouts.builder()
                .read(SHORT)
                .call(SHORT)
                .close(SHORT)
                .build());
    }

    /** Opens a connection and waits for it. */
    Connection opened(ConnectionTarget target, RecordingConnectionListener heard) {
        Connection connection = transport.open(target, heard);
        heard.next("onOpen");
        return connection;
    }

    /** Returns a message of an agent, with its identity, a number, and {@code padding} bytes in an unknown field. */
    static byte[] message(int number, int padding) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {0x0a, 16});
        bytes.writeBytes(HexFormat.of().parseHex(UID.replace("-", "")));
        bytes.writeBytes(new byte[] {0x10, (byte) number});
        if (padding > 0) {
            bytes.writeBytes(new byte[] {
                (byte) 0xfa, 0x7f, (byte) (0x80 | padding), (byte) (0x80 | (padding >> 7)), (byte) (padding >> 14)
            });
            bytes.writeBytes(new byte[padding]);
        }
        return bytes.toByteArray();
    }

    abstract void works(ConnectionTarget target);

    abstract void fails(ConnectionTarget target, Kind kind);

    /** A server is accepted only if a trusted authority has certified its name. */
    @Test
    public void believesWhoTheTlsSettingsSay() {
        try (FakeOpampServer secure = FakeOpampServer.builder().tls().start()) {
            TlsSettings trusting = TlsSettings.builder()
                    .trustedCertificates(secure.certificateAuthority().pem())
                    .build();
            works(target(secure).tls(trusting).build());
            fails(target(secure).build(), Kind.TLS);
        }
    }

    /** If no server listens, the failure says so. */
    @Test
    public void tellsThatNobodyListens() {
        try (ReservedPort nobody = ReservedPort.take()) {
            URI endpoint = nobody.insteadOfThePortOf(endpoint(server));
            fails(ConnectionTarget.builder(endpoint).proxy(ProxySettings.DIRECT).build(), Kind.CONNECT);
        }
    }

    /** A closed transport opens nothing, and may be closed again. */
    @Test
    public void opensNothingOnceItIsClosed() {
        transport.close();
        assertDoesNotThrow(transport::close);
        assertThrows(
                IllegalStateException.class, () -> transport.open(target().build(), new RecordingConnectionListener()));
    }
}
