package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.internal.codec.AgentMessage;

/** An action that a {@link Session} requests. Effects must be performed in the order in which they are returned. */
public sealed interface Effect {

    /** Calls the method of {@code handler} for this kind of effect. */
    void performBy(Handler handler);

    /**
     * Open a connection and report on it under this number. There is never more than one.
     *
     * @param settings the accepted settings; what they leave out has the program's values
     */
    record Connect(int connection, ConnectionSettings settings) implements Effect {
        @Override
        public void performBy(Handler handler) {
            handler.connect(connection, settings);
        }
    }

    /**
     * Send a message. Nothing else is sent until it is written (WebSocket), is answered (HTTP) or has failed.
     *
     * @param message the message
     * @param encoded the same in bytes, not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // avoids a copy of a possibly large array; effects are not compared
    record Send(int connection, AgentMessage message, byte[] encoded) implements Effect {
        @Override
        public void performBy(Handler handler) {
            handler.send(connection, message.instanceUid(), encoded);
        }

        /** Shows the message and not its bytes. */
        @Override
        public String toString() {
            return "Send[connection=" + connection + ", message=" + message + ", bytes=" + encoded.length + "]";
        }
    }

    /** Close the connection gracefully. */
    record Close(int connection, int code, String reason) implements Effect {
        @Override
        public void performBy(Handler handler) {
            handler.close(connection, code, reason);
        }
    }

    /** End the connection at once; its further events are ignored. */
    record Abort(int connection) implements Effect {
        @Override
        public void performBy(Handler handler) {
            handler.abort(connection);
        }
    }

    /** Fire {@link Event.TimerFired} at {@code at}, and not at the time armed before; never, if it is {@link Long#MAX_VALUE}. */
    record ArmTimer(long at) implements Effect {
        @Override
        public void performBy(Handler handler) {
            handler.armTimer(at);
        }
    }

    /** Save the state, then {@link Event.Persisted}. A later state may replace one that is not saved yet. */
    record Persist(ClientState state) implements Effect {
        @Override
        public void performBy(Handler handler) {
            handler.persist(state);
        }
    }

    /** Read the effective configuration from the user and report it with {@link Event.EffectiveConfigChanged}. */
    record ReadEffectiveConfig() implements Effect {
        @Override
        public void performBy(Handler handler) {
            handler.readEffectiveConfig();
        }
    }

    /**
     * Call the user's {@link io.amp4j.opamp.BackoffFunction} and report the result with {@link Event.DelayAnswered}. Only the newest
     * question is open.
     *
     * @param question its number
     * @param attempt how many attempts in a row have failed
     * @param failure the last failure, with the delay of the formula
     */
    record AskForDelay(long question, int attempt, ConnectionFailure failure) implements Effect {
        @Override
        public void performBy(Handler handler) {
            handler.askForDelay(this);
        }
    }

    /** Perform a task on packages, once the state of the last {@link Persist} is saved; reported with {@link Event.PackagesReported}. */
    record PackageWork(PackageTask task) implements Effect {
        @Override
        public void performBy(Handler handler) {
            handler.packageWork(task);
        }
    }

    /** Perform a task on certificates; reported with {@link Event.CertificateReported}. */
    record CertificateWork(CertificateTask task) implements Effect {
        @Override
        public void performBy(Handler handler) {
            handler.certificateWork(task);
        }
    }

    /** Notify the user. */
    record Notify(Notice notice) implements Effect {
        @Override
        public void performBy(Handler handler) {
            handler.tell(notice);
        }
    }

    /** The session is over; there are no more effects. */
    record Terminated() implements Effect {
        @Override
        public void performBy(Handler handler) {
            handler.terminated();
        }
    }

    /** One method for each kind of effect. */
    interface Handler {
        /** Performs {@link Connect}. */
        void connect(int connection, ConnectionSettings settings);

        /** Performs {@link Send}. */
        void send(int connection, InstanceUid instanceUid, byte[] encoded);

        /** Performs {@link Close}. */
        void close(int connection, int code, String reason);

        /** Performs {@link Abort}. */
        void abort(int connection);

        /** Performs {@link ArmTimer}. */
        void armTimer(long at);

        /** Performs {@link Persist}. */
        void persist(ClientState state);

        /** Performs {@link ReadEffectiveConfig}. */
        void readEffectiveConfig();

        /** Performs {@link AskForDelay}. */
        void askForDelay(AskForDelay question);

        /** Performs {@link PackageWork}. */
        void packageWork(PackageTask task);

        /** Performs {@link CertificateWork}. */
        void certificateWork(CertificateTask task);

        /** Performs {@link Notify}. */
        void tell(Notice notice);

        /** Performs {@link Terminated}. */
        void terminated();
    }
}
