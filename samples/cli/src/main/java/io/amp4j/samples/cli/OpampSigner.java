package io.amp4j.samples.cli;

import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.SettingsOffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** Signs the certificates that agents ask for, and offers each to the agent that asked. */
final class OpampSigner {
    /** {@code ServerErrorResponseType_BadRequest}. */
    private static final int BAD_REQUEST = 1;

    private static final int HEARTBEAT_SECONDS = 30;

    private final OpampConsole console;
    private volatile @Nullable FakeOpampServer server;

    OpampSigner(OpampConsole console) {
        this.console = console;
    }

    /** Signs from now on, with the authority of this server. */
    void signFor(FakeOpampServer value) {
        server = value;
    }

    void received(ReceivedMessage message) {
        FakeOpampServer signing = server;
        if (signing != null) {
            message.connectionSettingsRequest()
                    .flatMap(Reported.SettingsRequest::certificateRequest)
                    .ifPresent(request -> answer(signing, message, request));
        }
    }

    private void answer(FakeOpampServer signing, ReceivedMessage message, Bytes request) {
        String certificate;
        try {
            certificate = signing.certificateAuthority().sign(request.toText());
        } catch (IllegalArgumentException e) {
            console.event("certificateRefused", "agent", message.instanceUidText());
            ServerReply refusal = ServerReply.builder()
                    .error(BAD_REQUEST, "the request for a certificate cannot be read or is not signed by its key")
                    .build();
            signing.send(message.instanceUid(), refusal);
            return;
        }
        Bytes hash = sha256(certificate);
        console.event("certificateSigned", "agent", message.instanceUidText(), "hash", hash.toHex());
        SettingsOffer offer = SettingsOffer.builder(hash)
                .opamp(SettingsOffer.destination()
                        .certificate(certificate, "", "")
                        // An offer without an interval ends the heartbeats on a WebSocket.
                        .heartbeatSeconds(HEARTBEAT_SECONDS)
                        .build())
                .build();
        signing.send(
                message.instanceUid(),
                ServerReply.builder().connectionSettings(offer).build());
    }

    /** Returns the hash of a text's UTF-8 bytes. */
    static Bytes sha256(String text) {
        try {
            return Bytes.of(
                    MessageDigest.getInstance("SHA-256").digest(Bytes.utf8(text).toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
