package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.wire.AgentToServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rules that every message must follow, independent of the server's state. */
final class WireChecks {
    private static final long REPORTS_STATUS = 0x1;
    private static final long DEFINED_CAPABILITIES = 0xFFFF;
    private static final long DEFINED_FLAGS = 0x1;

    private static final Map<MessagePart, Long> GATES = Map.of(
            MessagePart.EFFECTIVE_CONFIG, 0x4L,
            MessagePart.PACKAGE_STATUSES, 0x10L,
            MessagePart.HEALTH, 0x800L,
            MessagePart.REMOTE_CONFIG_STATUS, 0x1000L,
            MessagePart.AVAILABLE_COMPONENTS, 0x4000L,
            MessagePart.CONNECTION_SETTINGS_STATUS, 0x8000L);

    private WireChecks() {}

    /** Returns the violations in a message. */
    static List<String> problems(AgentToServer message) {
        List<String> problems = new ArrayList<>();
        if (message.getInstanceUid().size() != 16) {
            problems.add("instance_uid has " + message.getInstanceUid().size() + " bytes, not 16");
        }
        long capabilities = message.getCapabilities();
        if ((capabilities & REPORTS_STATUS) == 0) {
            problems.add("capabilities lack ReportsStatus");
        }
        if ((capabilities & ~DEFINED_CAPABILITIES) != 0) {
            problems.add("undefined capability bits are set: 0x" + Long.toHexString(capabilities));
        }
        if ((message.getFlags() & ~DEFINED_FLAGS) != 0) {
            problems.add("undefined flag bits are set: 0x" + Long.toHexString(message.getFlags()));
        }
        for (MessagePart part : MessagePart.of(message)) {
            if ((capabilities & GATES.getOrDefault(part, -1L)) == 0) {
                problems.add(part + " is sent without its capability bit");
            }
        }
        return problems;
    }
}
