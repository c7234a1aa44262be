package io.amp4j.opamp.transport.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.amp4j.opamp.testing.AgentConnection;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.ConnectionEvent;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.WebSocketFrame;
import io.amp4j.opamp.transport.Connection;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.TransportFailure;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Tests of a transport over {@code ws} and {@code wss}. Authors of a transport extend this class and implement only
 * {@link #createTransport()}.
 *
 * @since 0.1.0
 */
public abstract class WebSocketTransportContract extends TransportContract {

    /** For the author of a transport. */
    protected WebSocketTransportContract() {}

    @Override
    URI endpoint(FakeOpampServer of) {
        return of.webSocketEndpoint();
    }

    @Override
    void works(ConnectionTarget target) {
        RecordingConnectionListener heard = new RecordingConnectionListener();
        exchange(opened(target, heard), heard, 1);
    }

    @Override
    void fails(ConnectionTarget target, Kind kind) {
        RecordingConnectionListener heard = new RecordingConnectionListener();
        transport().open(target, heard);
        heard.nextFailure(kind);
        heard.nothingMore();
    }

    private static void exchange(Connection connection, RecordingConnectionListener heard, int number) {
        connection.send(message(number, 0), UID);
        heard.nextSentAndMessage();
    }

    /** Returns the server's end of the only connection, which it identifies by its first message. */
    private AgentConnection serversEnd() {
        server().await("a connection", () -> server().webSockets().size() == 1, LIMIT);
        return server().webSockets().get(0);
    }

    private static byte[] framed(byte[] message) {
        byte[] framed = new byte[message.length + 1];
        System.arraycopy(message, 0, framed, 1, message.length);
        return framed;
    }

    /** The upgrade has the headers of the target, and a message is one binary message that starts with a zero byte. */
    @Test
    public void upgradesAndExchangesMessages() {
        RecordingConnectionListener heard = new RecordingConnectionListener();
        Connection connection =
                opened(target().headers(Map.of("X-Tenant", List.of("acme"))).build(), heard);
        exchange(connection, heard, 1);
        ReceivedMessage received = server().messages().get(0);
        assertArrayEquals(framed(message(1, 0)), received.raw());
        assertEquals(Optional.of("acme"), received.request().header("X-Tenant"));
        assertEquals(Optional.empty(), received.request().header("Content-Type"));
        byte[] unasked = message(7, 300);
        serversEnd().send(ServerReply.ofBytes(unasked));
        heard.nextMessage(unasked);
        exchange(connection, heard, 2);
    }

    /** A refused upgrade ends the connection, and is reported with status and {@code Retry-After}. */
    @Test
    public void tellsThatTheUpgradeIsRefused() {
        server().nextUpgrades(Answer.throttle(503, "7"));
        RecordingConnectionListener heard = new RecordingConnectionListener();
        transport().open(target().build(), heard);
        TransportFailure failure = heard.nextFailure(Kind.HTTP_STATUS);
        assertEquals(503, failure.httpStatus());
        assertEquals(Optional.of("7"), failure.retryAfter());
        heard.nothingMore();
    }

    /** An upgrade that is never answered causes a timeout. */
    @Test
    public void givesUpOnASilentServer() {
        server().nextUpgrades(Answer.silence());
        fails(hasty(target()).build(), Kind.TIMEOUT);
    }

    /** A redirect to another server, which would get the headers, is not followed. */
    @Test
    public void followsNoRedirectToAnotherServer() {
        try (FakeOpampServer other = FakeOpampServer.start()) {
            server().nextUpgrades(Answer.redirect(307, other.webSocketEndpoint()));
            RecordingConnectionListener heard = new RecordingConnectionListener();
            transport().open(target().build(), heard);
            assertEquals(307, heard.nextFailure(Kind.HTTP_STATUS).httpStatus());
            assertEquals(List.of(), other.requests());
        }
    }

    /** The server closes a connection gracefully. */
    @Test
    public void tellsThatTheServerCloses() {
        RecordingConnectionListener heard = new RecordingConnectionListener();
        Connection connection = opened(target().build(), heard);
        exchange(connection, heard, 1);
        serversEnd().close(1001, "bye");
        heard.next("onClosed 1001 bye");
        connection.send(message(2, 0), UID);
        connection.close(1000, "late");
        works(target().build());
        heard.nothingMore();
    }

    /** The connection breaks. */
    @Test
    public void tellsThatTheConnectionIsLost() {
        RecordingConnectionListener heard = new RecordingConnectionListener();
        exchange(opened(target().build(), heard), heard, 1);
        serversEnd().cut(true);
        heard.nextFailure(Kind.LOST);
        heard.nothingMore();
    }

    /** The client closes a connection gracefully: the server gets the code and the reason. */
    @Test
    public void endsInOrder() {
        RecordingConnectionListener heard = new RecordingConnectionListener();
        Connection connection = opened(target().build(), heard);
        exchange(connection, heard, 1);
        connection.close(1000, "done");
        connection.close(1001, "again");
        ConnectionEvent closed =
                server().awaitEvent(event -> event.kind() == ConnectionEvent.Kind.CLOSE_RECEIVED, LIMIT);
        assertEquals(1000, closed.code());
        heard.nextClosed(1000);
        works(target().build());
        heard.nothingMore();
    }

    /** The transport waits no longer than the timeout for the answer to a Close frame. */
    @Test
    public void endsWithoutTheServer() {
        server().echoCloses(false);
        RecordingConnectionListener heard = new RecordingConnectionListener();
        Connection connection = opened(hasty(target()).build(), heard);
        exchange(connection, heard, 1);
        connection.close(1000, "done");
        heard.next("onClosed 1000 done");
    }

    /** An aborted connection makes no further call. */
    @Test
    public void saysNothingAfterAbort() {
        RecordingConnectionListener heard = new RecordingConnectionListener();
        Connection connection = opened(target().build(), heard);
        exchange(connection, heard, 1);
        connection.abort();
        connection.abort();
        connection.close(1000, "done");
        server().await("the end", () -> server().webSockets().isEmpty(), LIMIT);
        works(target().build());
        heard.nothingMore();
    }

    /** A message without OpAMP's framing is discarded, and the next one is accepted. */
    @Test
    public void discardsWhatIsNoMessage() {
        RecordingConnectionListener heard = new RecordingConnectionListener();
        Connection connection = opened(target().build(), heard);
        exchange(connection, heard, 1);
        serversEnd().send(WebSocketFrame.binary(Bytes.EMPTY));
        heard.next("onMalformed");
        serversEnd().send(WebSocketFrame.binary(Bytes.of(new byte[] {1, 2, 3})));
        heard.next("onMalformed");
        exchange(connection, heard, 2);
    }

    /** A text message of the server is a protocol failure. */
    @Test
    public void takesNoText() {
        RecordingConnectionListener heard = new RecordingConnectionListener();
        exchange(opened(target().build(), heard), heard, 1);
        serversEnd().send(WebSocketFrame.text("hello"));
        heard.nextFailure(Kind.PROTOCOL);
        heard.nothingMore();
    }

    /** A message above the limit is not sent, and the connection stays usable; a received message above the limit ends the connection. */
    @Test
    public void keepsTheLimits() {
        RecordingConnectionListener heard = new RecordingConnectionListener();
        Connection connection = opened(limited(target(), 10_000).build(), heard);
        exchange(connection, heard, 1);
        connection.send(message(2, 10_000), UID);
        heard.nextFailure(Kind.TOO_LARGE_SENT);
        exchange(connection, heard, 2);
        serversEnd().send(ServerReply.ofBytes(message(7, 20_000)));
        heard.nextFailure(Kind.TOO_LARGE_RECEIVED);
        heard.nothingMore();
    }

    /** A connection on which the server answers no ping is lost. */
    @Test
    public void noticesAServerThatIsGone() {
        server().answerPings(false);
        RecordingConnectionListener heard = new RecordingConnectionListener();
        Duration soon = Duration.ofMillis(200);
        // No exchange before: on a busy machine it may take longer than that.
        opened(target().pingInterval(soon).pongTimeout(soon).build(), heard);
        heard.nextFailure(Kind.TIMEOUT);
    }

    /** A second message is refused while the first is not written, because the server does not read. */
    @Test
    public void refusesASecondMessageMeanwhile() {
        RecordingConnectionListener heard = new RecordingConnectionListener();
        Connection connection = opened(target().build(), heard);
        exchange(connection, heard, 1);
        serversEnd().stopReading();
        connection.send(new byte[32 << 20], UID);
        assertThrows(IllegalStateException.class, () -> connection.send(message(2, 0), UID));
    }
}
