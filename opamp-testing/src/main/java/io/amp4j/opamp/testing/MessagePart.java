package io.amp4j.opamp.testing;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MessageOrBuilder;
import io.amp4j.opamp.testing.internal.wire.AgentToServer;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parts that a message of an agent may have in addition to its uid, sequence number, capabilities and flags. Constants may be added: a
 * {@code switch} over them needs a default branch.
 *
 * @since 0.1.0
 */
public enum MessagePart {
    /** {@code agent_description}. */
    DESCRIPTION(AgentToServer.AGENT_DESCRIPTION_FIELD_NUMBER),
    /** {@code health}. */
    HEALTH(AgentToServer.HEALTH_FIELD_NUMBER),
    /** {@code effective_config}. */
    EFFECTIVE_CONFIG(AgentToServer.EFFECTIVE_CONFIG_FIELD_NUMBER),
    /** {@code remote_config_status}. */
    REMOTE_CONFIG_STATUS(AgentToServer.REMOTE_CONFIG_STATUS_FIELD_NUMBER),
    /** {@code package_statuses}. */
    PACKAGE_STATUSES(AgentToServer.PACKAGE_STATUSES_FIELD_NUMBER),
    /** {@code agent_disconnect}. */
    DISCONNECT(AgentToServer.AGENT_DISCONNECT_FIELD_NUMBER),
    /** {@code connection_settings_request}. */
    CONNECTION_SETTINGS_REQUEST(AgentToServer.CONNECTION_SETTINGS_REQUEST_FIELD_NUMBER),
    /** {@code custom_capabilities}. */
    CUSTOM_CAPABILITIES(AgentToServer.CUSTOM_CAPABILITIES_FIELD_NUMBER),
    /** {@code custom_message}. */
    CUSTOM_MESSAGE(AgentToServer.CUSTOM_MESSAGE_FIELD_NUMBER),
    /** {@code available_components}. */
    AVAILABLE_COMPONENTS(AgentToServer.AVAILABLE_COMPONENTS_FIELD_NUMBER),
    /** {@code connection_settings_status}. */
    CONNECTION_SETTINGS_STATUS(AgentToServer.CONNECTION_SETTINGS_STATUS_FIELD_NUMBER);

    private static final Map<Integer, MessagePart> BY_FIELD =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(MessagePart::fieldNumber, Function.identity()));

    private final int fieldNumber;

    MessagePart(int fieldNumber) {
        this.fieldNumber = fieldNumber;
    }

    /** Returns the number of the field of {@code AgentToServer}. */
    public int fieldNumber() {
        return fieldNumber;
    }

    static Set<MessagePart> of(MessageOrBuilder message) {
        Set<MessagePart> parts = EnumSet.noneOf(MessagePart.class);
        for (FieldDescriptor field : message.getAllFields().keySet()) {
            MessagePart part = BY_FIELD.get(field.getNumber());
            if (part != null) {
                parts.add(part);
            }
        }
        return Collections.unmodifiableSet(parts);
    }
}
