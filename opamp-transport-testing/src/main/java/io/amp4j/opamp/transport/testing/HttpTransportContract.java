package io.amp4j.opamp.transport.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.ReceivedRequest;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.transport.Connection;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.TransportFailure;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Tests of a transport over {@code http} and {@code https}. Authors of a transport extend this class and implement only
 * {@link #createTransport()}.
 *
 * @since 0.1.0
 */
public abstract class HttpTransportContract extends TransportContract {

    /** For the author of a transport. */
    protected HttpTransportContract() {}

    @Override
    URI endpoint(FakeOpampServer of) {
        return of.httpEndpoint();
    }

    @Override
    void works(ConnectionTarget target) {
        RecordingConnectionListener heard = new RecordingConnectionListener();
        opened(target, heard).send(message(1, 0), UID);
        heard.nextMessage();
    }

    @Override
    void fails(ConnectionTarget target, Kind kind) {
        RecordingConnectionListener heard = new RecordingConnectionListener();
        opened(target, heard).send(message(1, 0), UID);
        heard.nextFailure(kind);
    }

    /** A message is the body of a POST, without framing, with the headers of OpAMP and of the target. */
    @Test
    public void postsTheBareMessage() {
        RecordingConnectionListener heard = new RecordingConnectionListener();
        Connection connection = opened(
                target().headers(Map.of("X-Tenant", List.of("acme"), "X-Twice", List.of("1", "2")))
                        .build(),
                heard);
        assertEquals(List.of(), server().requests(), "nothing is sent before there is a message");
        byte[] message = message(1, 0);
        connection.send(message, UID);
        heard.nextMessage();
        ReceivedMessage received = server().messages().get(0);
        assertArrayEquals(message(1, 0), received.raw());
        ReceivedRequest request = received.request();
        assertEquals(Optional.of("application/x-protobuf"), request.header("Content-Type"));
        assertEquals(Optional.of(UID), request.header("OpAMP-Instance-UID"));
        assertEquals(Optional.empty(), request.header("Content-Encoding"));
        assertEquals(Optional.of("acme"), request.header("X-Tenant"));
        assertEquals(
                List.of("1", "2"),
                received.headers().entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase("X-Twice"))
                        .flatMap(header -> header.getValue().stream())
                        .flatMap(value -> List.of(value.split(", ?", -1)).stream())
                        .toList());
    }

    /** With gzip, the body is compressed and has the header for it. */
    @Test
    public void compressesWhatItSendsWhenToldTo() {
        RecordingConnectionListener heard = new RecordingConnectionListener();
        opened(target().gzipRequests(true).build(), heard).send(message(1, 5_000), UID);
        heard.nextMessage();
        ReceivedMessage received = server().messages().get(0);
        assertEquals(Optional.of("gzip"), received.request().header("Content-Encoding"));
        assertArrayEquals(message(1, 5_000), received.raw());
    }

    /** The transport passes on the body of the answer: decompressed if the transport requested gzip, and empty if it is empty. */
    @Test
    public void handsOverTheBodyOfTheAnswer() {
        try (FakeOpampServer compressing =
                FakeOpampServer.builder().compression().start()) {
            byte[] reply = message(7, 2_000);
            compressing.nextMessages(Answer.reply(ServerReply.ofBytes(reply)), Answer.body(new byte[0]));
            RecordingConnectionListener heard = new RecordingConnectionListener();
            Connection connection = opened(target(compressing).build(), heard);
            connection.send(message(1, 0), UID);
            heard.nextMessage(reply);
            connection.send(message(2, 0), UID);
            heard.nextMessage(new byte[0]);
        }
    }

    /**
     * A status other than success is reported once with its {@code Retry-After}; nothing is sent again, and the connection stays usable.
     */
    @Test
    public void tellsAStatusOnceAndGoesOn() {
        server().nextMessages(Answer.throttle(503, "7"));
        RecordingConnectionListener heard = new RecordingConnectionListener();
        Connection connection = opened(target().build(), heard);
        connection.send(message(1, 0), UID);
        TransportFailure failure = heard.nextFailure(Kind.HTTP_STATUS);
        assertEquals(503, failure.httpStatus());
        assertEquals(Optional.of("7"), failure.retryAfter());
        connection.send(message(2, 0), UID);
        heard.nextMessage();
        assertEquals(2, server().requests().size());
    }

    /** A message above the limit is not sent, and an answer above the limit is refused. */
    @Test
    public void keepsTheLimits() {
        server().nextMessages(Answer.sized(ServerReply.acknowledgement(), 100_000));
        RecordingConnectionListener heard = new RecordingConnectionListener();
        Connection connection = opened(limited(target(), 10_000).build(), heard);
        connection.send(message(1, 10_000), UID);
        heard.nextFailure(Kind.TOO_LARGE_SENT);
        assertEquals(List.of(), server().requests());
        connection.send(message(1, 0), UID);
        heard.nextFailure(Kind.TOO_LARGE_RECEIVED);
        connection.send(message(2, 0), UID);
        heard.nextMessage();
    }

    /** A server that never answers causes a timeout. */
    @Test
    public void givesUpOnASilentServer() {
        server().nextMessages(Answer.silence());
        RecordingConnectionListener heard = new RecordingConnectionListener();
        Connection connection = opened(hasty(target()).build(), heard);
        connection.send(message(1, 0), UID);
        heard.nextFailure(Kind.TIMEOUT);
        connection.send(message(2, 0), UID);
        heard.nextMessage();
    }

    /** A message that may have arrived is not sent again when the connection breaks. */
    @Test
    public void sendsNothingTwice() {
        server().nextMessages(Answer.cut());
        RecordingConnectionListener heard = new RecordingConnectionListener();
        opened(target().build(), heard).send(message(1, 0), UID);
        heard.nextFailure(Kind.LOST);
        assertEquals(1, server().requests().size());
    }

    /** A redirect to another server, which would get the headers, is not followed. */
    @Test
    public void followsNoRedirectToAnotherServer() {
        try (FakeOpampServer other = FakeOpampServer.start()) {
            server().nextMessages(Answer.redirect(307, other.httpEndpoint()));
            RecordingConnectionListener heard = new RecordingConnectionListener();
            opened(target().build(), heard).send(message(1, 0), UID);
            assertEquals(307, heard.nextFailure(Kind.HTTP_STATUS).httpStatus());
            assertEquals(List.of(), other.requests());
        }
    }

    /** A second message while one is outstanding is refused. */
    @Test
    public void refusesASecondMessageMeanwhile() {
        server().nextMessages(Answer.silence());
        Connection connection = opened(target().build(), new RecordingConnectionListener());
        connection.send(message(1, 0), UID);
        assertThrows(IllegalStateException.class, () -> connection.send(message(2, 0), UID));
    }

    /** A connection that is closed cancels its exchange, reports {@code onClosed}, and makes no further call. */
    @Test
    public void endsInOrder() {
        server().nextMessages(Answer.silence());
        RecordingConnectionListener heard = new RecordingConnectionListener();
        Connection connection = opened(target().build(), heard);
        connection.send(message(1, 0), UID);
        server().awaitMessages(1, LIMIT);
        connection.close(1000, "done");
        heard.next("onClosed 1000 done");
        connection.send(message(2, 0), UID);
        connection.abort();
        works(target().build());
        heard.nothingMore();
    }

    /** An aborted connection makes no further call. */
    @Test
    public void saysNothingAfterAbort() {
        server().nextMessages(Answer.silence());
        RecordingConnectionListener heard = new RecordingConnectionListener();
        Connection connection = opened(target().build(), heard);
        connection.send(message(1, 0), UID);
        server().awaitMessages(1, LIMIT);
        connection.abort();
        connection.abort();
        connection.close(1000, "done");
        works(target().build());
        heard.nothingMore();
    }
}
