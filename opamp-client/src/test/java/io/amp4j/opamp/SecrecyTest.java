package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.amp4j.opamp.internal.codec.AgentMessage;
import io.amp4j.opamp.internal.codec.ServerMessage;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What may be confidential does not show in any text. */
class SecrecyTest {
    private static final String SECRET = "hunter2";
    private static final Hash HASH = Hash.of((byte) 1);

    static Stream<Arguments> valuesWithASecret() {
        AttributeValue text = AttributeValue.of(SECRET);
        Map<String, AttributeValue> attributes = Map.of(
                "text", text,
                "list", new AttributeValue.ListOf(List.of(text)),
                "map", new AttributeValue.MapOf(Map.of("k", text)),
                "bytes", new AttributeValue.Binary(Bytes.utf8(SECRET)));
        AgentDescription description = AgentDescription.builder()
                .identifying("map", new AttributeValue.MapOf(attributes))
                .nonIdentifying("other", text)
                .build();
        ComponentHealth health = ComponentHealth.builder(false)
                .lastError(SECRET)
                .component(
                        "c",
                        ComponentHealth.builder(false)
                                .lastError(SECRET)
                                .attribute("map", new AttributeValue.MapOf(attributes))
                                .build())
                .attribute("a", text)
                .build();
        Map<String, ConfigFile> files = Map.of("f", ConfigFile.yaml(SECRET));
        RemoteConfig remote = RemoteConfig.of(files, HASH);
        EffectiveConfig effective = EffectiveConfig.of(files);
        RemoteConfigStatus status = RemoteConfigStatus.failed(HASH, SECRET);
        CustomMessage custom = CustomMessage.of("c", "t", Bytes.utf8(SECRET));
        ServerError error = ServerError.of(ServerError.Type.UNAVAILABLE, SECRET);
        AvailableComponents components = AvailableComponents.of(Map.of("c", ComponentDetails.of(attributes, Map.of())));
        ServerMessage message = ServerMessage.builder(Bytes.utf8(SECRET))
                .error(error)
                .remoteConfig(remote)
                .customMessage(custom)
                .newInstanceUid(Bytes.utf8(SECRET))
                .build();
        return Stream.of(
                argumentSet("bytes", Bytes.utf8(SECRET)),
                argumentSet("attributes", attributes),
                argumentSet("description", description),
                argumentSet("health", health),
                argumentSet("file", ConfigFile.yaml(SECRET)),
                argumentSet("remote configuration", remote),
                argumentSet("effective configuration", effective),
                argumentSet("status", status),
                argumentSet("custom message", custom),
                argumentSet("error", error),
                argumentSet("components", components),
                argumentSet("component", components.components()),
                argumentSet(
                        "state",
                        ClientState.initial(new InstanceUid(1, 2))
                                .withRemoteConfig(remote)
                                .withRemoteConfigStatus(status)),
                argumentSet("message of the server", message),
                argumentSet("message to a callback", message.toMessageData()),
                argumentSet(
                        "message of the agent",
                        AgentMessage.builder(new InstanceUid(1, 2), 1, 1)
                                .agentDescription(description)
                                .health(health)
                                .effectiveConfig(effective)
                                .remoteConfigStatus(status)
                                .customMessage(custom)
                                .availableComponents(components, true)
                                .build()));
    }

    @ParameterizedTest
    @MethodSource("valuesWithASecret")
    void showsNothingConfidentialInText(Object value) {
        assertThat(value.toString()).isNotEmpty().doesNotContain(SECRET);
    }
}
