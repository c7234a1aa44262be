package io.amp4j.opamp.internal.codec;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.AvailableComponents;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ComponentDetails;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.RemoteConfigStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Random values of every kind, the same ones for the same seed. */
final class Samples {
    private static final String[] TEXTS = {
        "", "a", "service.name", "text/yaml", "\u0000", "grüße", "\uD83D\uDE00", "x".repeat(300)
    };

    private final RandomGenerator random;

    Samples(RandomGenerator random) {
        this.random = random;
    }

    AgentMessage agentMessage() {
        return AgentMessage.builder(instanceUid(), random.nextLong(), random.nextLong())
                .flags(random.nextLong())
                .agentDescription(maybe(this::agentDescription))
                .health(maybe(() -> health(3)))
                .effectiveConfig(maybe(() -> EffectiveConfig.of(files())))
                .remoteConfigStatus(maybe(this::remoteConfigStatus))
                .customCapabilities(maybe(this::customCapabilities))
                .customMessage(maybe(this::customMessage))
                .availableComponents(maybe(() -> AvailableComponents.of(components(3))), random.nextBoolean())
                .build();
    }

    ClientState clientState() {
        ClientState initial = ClientState.initial(instanceUid());
        return (random.nextBoolean() ? initial.withAssignedUid(instanceUid()) : initial)
                .withSequenceNumber(random.nextLong())
                .withRemoteConfig(maybe(this::remoteConfig))
                .withRemoteConfigStatus(remoteConfigStatus())
                .withHeartbeatInterval(maybe(() ->
                        Duration.ofNanos(random.nextLong(Duration.ofDays(1).toNanos() + 1))));
    }

    InstanceUid instanceUid() {
        return new InstanceUid(random.nextLong(), random.nextLong());
    }

    RemoteConfig remoteConfig() {
        return RemoteConfig.of(files(), hash());
    }

    CustomCapabilities customCapabilities() {
        return CustomCapabilities.announced(new LinkedHashSet<>(some(this::text)));
    }

    CustomMessage customMessage() {
        return CustomMessage.of(text(), text(), bytes());
    }

    RemoteConfigStatus remoteConfigStatus() {
        return switch (random.nextInt(4)) {
            case 0 -> RemoteConfigStatus.UNSET;
            case 1 -> RemoteConfigStatus.applied(hash());
            case 2 -> RemoteConfigStatus.applying(hash());
            default -> RemoteConfigStatus.failed(hash(), text());
        };
    }

    Map<String, ConfigFile> files() {
        return mapOf(() -> ConfigFile.of(bytes(), text()));
    }

    AgentDescription agentDescription() {
        AgentDescription.Builder description = AgentDescription.builder();
        attributes().forEach((key, value) -> description.identifying("i." + key, value));
        attributes().forEach((key, value) -> description.nonIdentifying("n." + key, value));
        return description.build();
    }

    ComponentHealth health(int depth) {
        ComponentHealth.Builder health = ComponentHealth.builder(random.nextBoolean())
                .startTime(instant())
                .lastError("e" + text())
                .status(text())
                .statusTime(instant());
        attributes().forEach(health::attribute);
        if (depth > 0) {
            mapOf(() -> health(depth - 1)).forEach(health::component);
        }
        return health.build();
    }

    Map<String, ComponentDetails> components(int depth) {
        return mapOf(() -> ComponentDetails.of(attributes(), depth == 0 ? Map.of() : components(depth - 1)));
    }

    private Map<String, AttributeValue> attributes() {
        return mapOf(() -> attribute(2));
    }

    AttributeValue attribute(int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 8)) {
            case 0 -> AttributeValue.of(text());
            case 1 -> AttributeValue.of(random.nextBoolean());
            case 2 -> AttributeValue.of(random.nextLong());
            case 3 -> AttributeValue.of(Double.longBitsToDouble(random.nextLong()));
            case 4 -> new AttributeValue.Binary(bytes());
            case 5 -> AttributeValue.empty();
            case 6 -> new AttributeValue.ListOf(some(() -> attribute(depth - 1)));
            default -> new AttributeValue.MapOf(mapOf(() -> attribute(depth - 1)));
        };
    }

    private Instant instant() {
        return random.nextBoolean() ? Instant.EPOCH : Instant.ofEpochSecond(0, random.nextLong(Long.MAX_VALUE));
    }

    private Hash hash() {
        return new Hash(bytes());
    }

    Bytes bytes() {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    private String text() {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }

    private <T> List<T> some(Supplier<T> value) {
        List<T> values = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.add(value.get());
        }
        return values;
    }

    private <T> Map<String, T> mapOf(Supplier<T> value) {
        Map<String, T> values = new LinkedHashMap<>();
        for (T element : some(value)) {
            values.put(text(), element);
        }
        return values;
    }
}
