package io.amp4j.samples.distro;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.CustomMessage;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Optional;

/** Answers a server that asks for a thread dump by a custom message. */
final class ThreadDump {
    /** The custom capability. */
    static final String CAPABILITY = "io.amp4j.thread-dump";

    /** What the server sends. */
    static final String REQUEST = "request";

    /** What it gets: text in UTF-8. */
    static final String RESPONSE = "thread-dump";

    private static final int LONGEST = 2 << 20;

    private ThreadDump() {}

    /** Returns the answer to a message; empty if it is no request for a dump. */
    static Optional<CustomMessage> answer(CustomMessage message) {
        return message.capability().equals(CAPABILITY) && message.type().equals(REQUEST)
                ? Optional.of(CustomMessage.of(CAPABILITY, RESPONSE, Bytes.utf8(text())))
                : Optional.empty();
    }

    private static String text() {
        StringBuilder text = new StringBuilder(16 << 10);
        for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
            if (text.length() > LONGEST) {
                return text.append("and more threads").toString();
            }
            describe(text, thread);
        }
        return text.toString();
    }

    /** All frames, of which {@link ThreadInfo#toString} shows eight. */
    private static void describe(StringBuilder text, ThreadInfo thread) {
        text.append('"').append(thread.getThreadName()).append("\" id=").append(thread.getThreadId());
        text.append(thread.isDaemon() ? " daemon " : " ").append(thread.getThreadState());
        if (thread.getLockName() != null) {
            text.append(" on ").append(thread.getLockName());
        }
        if (thread.getLockOwnerName() != null) {
            text.append(" owned by \"").append(thread.getLockOwnerName()).append('"');
        }
        text.append('\n');
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append("    at ").append(frame).append('\n');
        }
        text.append('\n');
    }
}
