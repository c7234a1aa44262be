package io.amp4j.opamp.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.AvailableComponents;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ComponentDetails;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.internal.wire.AgentToServer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AgentMessageEncoderTest {
    private static final InstanceUid UID = InstanceUid.parse("00010203-0405-0607-0809-0a0b0c0d0e0f");
    /** The bytes of uid, number 1 and capability ReportsStatus. */
    private static final String HEAD = "0a10000102030405060708090a0b0c0d0e0f 1001 2001";

    @Test
    void writesUidNumberAndCapabilitiesOfAHeartbeatAndNothingElse() {
        assertThat(encoded(message())).isEqualTo(hex(HEAD));
        assertThat(message().build().isHeartbeat()).isTrue();
        assertThat(message().disconnect().build().isHeartbeat()).isFalse();
    }

    @Test
    @Requirement("R-073")
    void writesTheEmptyDisconnectMessage_R073() {
        assertThat(encoded(message().disconnect())).isEqualTo(hex(HEAD + "4a00"));
    }

    @Test
    @Requirement("R-113")
    void writesTheFlagThatAsksForAnInstanceUid_R113() {
        assertThat(encoded(message().flags(AgentMessage.REQUEST_INSTANCE_UID))).isEqualTo(hex(HEAD + "5001"));
    }

    @Test
    @Requirement("R-128")
    void writesTheSequenceNumberUnsigned_R128() {
        AgentMessage message = AgentMessage.builder(UID, Long.MAX_VALUE + 1, 1).build();

        assertThat(encoded(message)).isEqualTo(hex("0a10000102030405060708090a0b0c0d0e0f 1080808080808080808001 2001"));
    }

    @Test
    @Requirement("R-222")
    void writesTheStatusOfAConfigurationThatFailed_R222() {
        RemoteConfigStatus status = RemoteConfigStatus.failed(Hash.of((byte) 0xca, (byte) 0xfe), "no");

        assertThat(encoded(message().remoteConfigStatus(status))).isEqualTo(hex(HEAD + "3a0a 0a02cafe 1003 1a026e6f"));
    }

    @Test
    void writesTheStatusOfAFreshAgentAsAnEmptyMessage_R230() {
        assertThat(encoded(message().remoteConfigStatus(RemoteConfigStatus.UNSET)))
                .isEqualTo(hex(HEAD + "3a00"));
    }

    @Test
    @Requirement("R-206")
    void writesAHealthyAgentWithFixedTimes_R206() {
        ComponentHealth health = ComponentHealth.healthy(Instant.ofEpochSecond(0, 0x0102030405060708L));

        assertThat(encoded(message().health(health))).isEqualTo(hex(HEAD + "2a0b 0801 110807060504030201"));
    }

    @Test
    @Requirement("R-205")
    void writesNoStartTimeOfAnAgentThatIsNotRunning_R205() {
        assertThat(encoded(message().health(ComponentHealth.unhealthy("x")))).isEqualTo(hex(HEAD + "2a03 1a0178"));
    }

    @Test
    @Requirement({"R-217", "R-220"})
    void writesASingleFileUnderTheEmptyName_R217() {
        EffectiveConfig config = EffectiveConfig.of(ConfigFile.of(Bytes.of((byte) 0, (byte) 0xff), ""));

        assertThat(encoded(message().effectiveConfig(config)))
                .isEqualTo(hex(HEAD + "320c 0a0a 0a08 0a00 1204 0a0200ff"));
    }

    @Test
    @Requirement("R-200")
    void writesAttributesOfEveryKindAndTheEmptyOneAsAnEmptyMessage_R200() {
        AgentDescription description = AgentDescription.builder()
                .identifying("s", AttributeValue.of("v"))
                .identifying("n", AttributeValue.empty())
                .nonIdentifying("b", AttributeValue.of(false))
                .build();

        assertThat(encoded(message().agentDescription(description)))
                .isEqualTo(hex("0a10000102030405060708090a0b0c0d0e0f 1001 1a1a"
                        + "0a08 0a0173 1203 0a0176  0a05 0a016e 1200  1207 0a0162 1202 1000"
                        + "2001"));
    }

    @Test
    @Requirement("R-389")
    void writesACustomMessageWithoutData_R389() {
        assertThat(encoded(message().customMessage(CustomMessage.of("c", "t", Bytes.EMPTY))))
                .isEqualTo(hex(HEAD + "6a06 0a0163 120174"));
    }

    @Test
    void writesTextThatIsNoUnicodeWithAReplacementInsteadOfFailing() throws InvalidProtocolBufferException {
        byte[] bytes = encoded(message().customMessage(CustomMessage.of("c", "half a pair: \uD83D", Bytes.EMPTY)));

        assertThat(AgentToServer.parseFrom(bytes).getCustomMessage().getType()).isEqualTo("half a pair: ?");
    }

    @Test
    @Requirement("R-374")
    void writesTheHashOfComponentsAloneUnlessTheyAreListed_R374() throws InvalidProtocolBufferException {
        AvailableComponents components =
                AvailableComponents.of(Map.of("otlp", ComponentDetails.of(Map.of("a", AttributeValue.of(1)))));

        AgentToServer hashOnly = AgentToServer.parseFrom(encoded(message().availableComponents(components, false)));
        AgentToServer listed = AgentToServer.parseFrom(encoded(message().availableComponents(components, true)));

        assertThat(hashOnly.getAvailableComponents().getComponentsMap()).isEmpty();
        assertThat(listed.getAvailableComponents().getComponentsMap()).containsOnlyKeys("otlp");
        assertThat(hashOnly.getAvailableComponents().getHash().toByteArray())
                .isEqualTo(components.hash().bytes().toByteArray())
                .hasSize(32);
        assertThat(listed.getAvailableComponents().getHash())
                .isEqualTo(hashOnly.getAvailableComponents().getHash());
    }

    @Test
    void writesFilesInTheOrderGivenSoThatTheSameMessageGivesTheSameBytes() throws InvalidProtocolBufferException {
        Map<String, ConfigFile> files = new LinkedHashMap<>();
        List<String> names = List.of("z", "a", "m", "", "b");
        names.forEach(name -> files.put(name, ConfigFile.yaml(name)));

        AgentToServer wire = AgentToServer.parseFrom(encoded(message().effectiveConfig(EffectiveConfig.of(files))));

        assertThat(wire.getEffectiveConfig().getConfigMap().getConfigMapMap().keySet())
                .containsExactlyElementsOf(names);
    }

    @Test
    @Requirement("R-210")
    void writesAHealthTreeOfFiftyLevelsThatAServerCanRead_R210() throws InvalidProtocolBufferException {
        ComponentHealth health = ComponentHealth.healthy(Instant.EPOCH);
        for (int level = 2; level <= 50; level++) {
            health = ComponentHealth.builder(true).component("c", health).build();
        }

        assertThat(WireReader.read(encoded(message().health(health))).health()).isEqualTo(health);
    }

    @Test
    @Requirement("R-380")
    void writesTheDeepestTreesThereAreSoThatAServerCanReadThem() throws InvalidProtocolBufferException {
        AttributeValue value = AttributeValue.of("leaf");
        for (int level = 2; level <= 30; level++) {
            value = new AttributeValue.MapOf(Map.of("k", value));
        }
        ComponentDetails details = ComponentDetails.of(Map.of());
        for (int level = 2; level <= 40; level++) {
            details = ComponentDetails.of(Map.of(), Map.of("c", details));
        }
        AgentMessage message = message()
                .agentDescription(
                        AgentDescription.builder().identifying("a", value).build())
                .availableComponents(AvailableComponents.of(Map.of("c", details)), true)
                .build();

        byte[] bytes = encoded(message);

        assertThat(WireReader.read(bytes).agentDescription()).isEqualTo(message.agentDescription());
        assertThat(WireReader.components(
                        AgentToServer.parseFrom(bytes).getAvailableComponents().getComponentsMap()))
                .isEqualTo(Map.of("c", details));
    }

    @Test
    @Requirement({"R-200", "R-211"})
    void whatAServerReadsIsWhatWasSent() throws InvalidProtocolBufferException {
        Samples samples = new Samples(new Random(4711));
        for (int i = 0; i < 2_000; i++) {
            AgentMessage message = samples.agentMessage();
            byte[] bytes = AgentMessageEncoder.encode(message);

            AgentMessage read = WireReader.read(bytes);
            AvailableComponents components = message.availableComponents();
            assertThat(read).as("message %d", i).isEqualTo(withoutComponents(message));
            AgentToServer wire = AgentToServer.parseFrom(bytes);
            assertThat(wire.hasAvailableComponents()).isEqualTo(components != null);
            if (components != null && message.areComponentsListed()) {
                assertThat(WireReader.components(wire.getAvailableComponents().getComponentsMap()))
                        .isEqualTo(components.components());
            }
            assertThat(AgentMessageEncoder.encode(message)).isEqualTo(bytes);
        }
    }

    private static AgentMessage withoutComponents(AgentMessage message) {
        AgentMessage.Builder copy = AgentMessage.builder(
                        message.instanceUid(), message.sequenceNumber(), message.capabilities())
                .flags(message.flags())
                .agentDescription(message.agentDescription())
                .health(message.health())
                .effectiveConfig(message.effectiveConfig())
                .remoteConfigStatus(message.remoteConfigStatus())
                .customCapabilities(message.customCapabilities())
                .customMessage(message.customMessage());
        return copy.build();
    }

    private static AgentMessage.Builder message() {
        return AgentMessage.builder(UID, 1, 1);
    }

    private static byte[] encoded(AgentMessage.Builder message) {
        return encoded(message.build());
    }

    private static byte[] encoded(AgentMessage message) {
        return AgentMessageEncoder.encode(message);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }
}
