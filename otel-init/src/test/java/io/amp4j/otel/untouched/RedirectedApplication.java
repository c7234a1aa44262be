package io.amp4j.otel.untouched;

import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Redirects java.util.logging as bridges to other logging libraries do, and then is {@link EndingApplication}. */
public final class RedirectedApplication {
    private RedirectedApplication() {}

    /** Takes what {@link EndingApplication} takes. */
    public static void main(String[] arguments) {
        LogManager.getLogManager().reset();
        Logger.getLogger("").addHandler(new Bridge());
        EndingApplication.main(arguments);
    }

    private static final class Bridge extends Handler {
        @Override
        public void publish(LogRecord record) {
            System.out.println("bridged " + record.getLevel() + ": " + record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
