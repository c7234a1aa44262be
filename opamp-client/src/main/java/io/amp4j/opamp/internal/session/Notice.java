package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.internal.codec.ServerMessage;
import org.jspecify.annotations.Nullable;

/** A notification for the user of the client. */
public sealed interface Notice {

    /** Calls the method of {@code handler} for this kind of notice. */
    void tellTo(Handler handler);

    /** The server can be reached: an exchange succeeded (HTTP) or the connection is open (WebSocket). */
    record Connected() implements Notice {
        @Override
        public void tellTo(Handler handler) {
            handler.connected();
        }
    }

    /** An attempt failed. */
    record ConnectFailed(ConnectionFailure failure) implements Notice {
        @Override
        public void tellTo(Handler handler) {
            handler.connectFailed(failure);
        }
    }

    /** An open WebSocket is lost. */
    record Disconnected(ConnectionFailure failure) implements Notice {
        @Override
        public void tellTo(Handler handler) {
            handler.disconnected(failure);
        }
    }

    /** The server answered with an error. */
    record ErrorReceived(ServerError error) implements Notice {
        @Override
        public void tellTo(Handler handler) {
            handler.errorReceived(error);
        }
    }

    /** A message of that many bytes arrived. */
    record MessageReceived(ServerMessage message, int bytes) implements Notice {
        @Override
        public void tellTo(Handler handler) {
            handler.messageReceived(message, bytes);
        }
    }

    /**
     * A configuration must be applied; {@link Event.RemoteConfigAnswered} with the same number reports the outcome.
     *
     * @param lastGood the configuration that was applied last; null if there was none
     */
    record RemoteConfigOffered(
            long generation, RemoteConfig config, @Nullable RemoteConfig lastGood) implements Notice {
        @Override
        public void tellTo(Handler handler) {
            handler.remoteConfigOffered(generation, config, lastGood);
        }
    }

    /** Connection settings are offered; {@link Event.ConnectionSettingsAnswered} with the same number reports which are accepted. */
    record ConnectionSettingsOffered(long generation, SettingsQuestion question) implements Notice {
        @Override
        public void tellTo(Handler handler) {
            handler.connectionSettingsOffered(generation, question);
        }
    }

    /** Destinations that an earlier process accepted are in use again. */
    record ConnectionsRestored(SettingsQuestion accepted) implements Notice {
        @Override
        public void tellTo(Handler handler) {
            handler.connectionsRestored(accepted);
        }
    }

    /** The agent must restart; {@link Event.Restarted} reports that it has. */
    record RestartRequested() implements Notice {
        @Override
        public void tellTo(Handler handler) {
            handler.restartRequested();
        }
    }

    /** A custom message arrived. */
    record CustomMessageReceived(CustomMessage message) implements Notice {
        @Override
        public void tellTo(Handler handler) {
            handler.customMessageReceived(message);
        }
    }

    /** The agent has a new identity. */
    record InstanceUidAssigned(InstanceUid instanceUid) implements Notice {
        @Override
        public void tellTo(Handler handler) {
            handler.instanceUidAssigned(instanceUid);
        }
    }

    /** A custom message was delivered. */
    record CustomMessageDelivered(long ticket) implements Notice {
        @Override
        public void tellTo(Handler handler) {
            handler.customMessageDelivered(ticket);
        }
    }

    /** A custom message was not delivered, or possibly not, and will not be sent again. */
    record CustomMessageFailed(long ticket, String reason) implements Notice {
        @Override
        public void tellTo(Handler handler) {
            handler.customMessageFailed(ticket, reason);
        }
    }

    /** The server refused to issue the requested certificate. */
    record CertificateRefused(String reason) implements Notice {
        @Override
        public void tellTo(Handler handler) {
            handler.certificateRefused(reason);
        }

        /** Does not show the reason, which is the server's text. */
        @Override
        public String toString() {
            return "CertificateRefused[" + reason.length() + " chars]";
        }
    }

    /** A warning for the log. */
    record Warning(String text) implements Notice {
        @Override
        public void tellTo(Handler handler) {
            handler.warning(text);
        }
    }

    /** One method for each kind of notice. */
    interface Handler {
        void connected();

        void connectFailed(ConnectionFailure failure);

        void disconnected(ConnectionFailure failure);

        void errorReceived(ServerError error);

        void messageReceived(ServerMessage message, int bytes);

        void remoteConfigOffered(long generation, RemoteConfig config, @Nullable RemoteConfig lastGood);

        void connectionSettingsOffered(long generation, SettingsQuestion question);

        void connectionsRestored(SettingsQuestion accepted);

        void restartRequested();

        void customMessageReceived(CustomMessage message);

        void instanceUidAssigned(InstanceUid instanceUid);

        void customMessageDelivered(long ticket);

        void customMessageFailed(long ticket, String reason);

        void certificateRefused(String reason);

        void warning(String text);
    }
}
