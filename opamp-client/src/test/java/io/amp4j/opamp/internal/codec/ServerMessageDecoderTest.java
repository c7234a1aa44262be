package io.amp4j.opamp.internal.codec;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.ServerCommand;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.conformance.Defect;
import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.internal.wire.AgentConfigFile;
import io.amp4j.opamp.internal.wire.AgentConfigMap;
import io.amp4j.opamp.internal.wire.AgentIdentification;
import io.amp4j.opamp.internal.wire.AgentRemoteConfig;
import io.amp4j.opamp.internal.wire.ConnectionSettingsOffers;
import io.amp4j.opamp.internal.wire.OpAMPConnectionSettings;
import io.amp4j.opamp.internal.wire.OtherConnectionSettings;
import io.amp4j.opamp.internal.wire.PackageAvailable;
import io.amp4j.opamp.internal.wire.PackagesAvailable;
import io.amp4j.opamp.internal.wire.RetryInfo;
import io.amp4j.opamp.internal.wire.ServerErrorResponse;
import io.amp4j.opamp.internal.wire.ServerErrorResponseType;
import io.amp4j.opamp.internal.wire.ServerToAgent;
import io.amp4j.opamp.internal.wire.ServerToAgentCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerMessageDecoderTest {

    @Test
    void readsAnAcknowledgementAsNothingToDo_R008() {
        ServerMessage message = decoded("0a03010203");

        assertThat(message).isEqualTo(ServerMessage.builder(bytes(1, 2, 3)).build());
        assertThat(message.toMessageData().remoteConfig()).isEmpty();
    }

    @Test
    @Requirement("R-017")
    void readsAnEmptyMessage() {
        assertThat(decoded("")).isEqualTo(ServerMessage.builder(Bytes.EMPTY).build());
    }

    @Test
    @Requirement({"R-227", "R-228"})
    void tellsAConfigurationThatIsUnchangedFromOneThatIsEmpty_R227_R228() {
        assertThat(decoded("1a04 1202cafe").remoteConfig())
                .isEqualTo(RemoteConfig.unchanged(Hash.of((byte) 0xca, (byte) 0xfe)));
        assertThat(decoded("1a06 0a00 1202cafe").remoteConfig())
                .isEqualTo(RemoteConfig.of(Map.of(), Hash.of((byte) 0xca, (byte) 0xfe)));
    }

    @Test
    void readsFilesByteForByte_R220_R234() {
        AgentConfigMap files = AgentConfigMap.newBuilder()
                .putConfigMap(
                        "",
                        AgentConfigFile.newBuilder()
                                .setBody(ByteString.copyFrom(new byte[] {0, (byte) 0xff, (byte) 0xc0}))
                                .build())
                .putConfigMap(
                        "b.yaml",
                        AgentConfigFile.newBuilder()
                                .setBody(ByteString.copyFromUtf8("a: 1"))
                                .setContentType("text/yaml")
                                .build())
                .build();
        ServerToAgent wire = ServerToAgent.newBuilder()
                .setRemoteConfig(AgentRemoteConfig.newBuilder().setConfig(files))
                .build();

        RemoteConfig expected = RemoteConfig.of(
                Map.of("", ConfigFile.of(bytes(0, 0xff, 0xc0), ""), "b.yaml", ConfigFile.yaml("a: 1")), Hash.EMPTY);
        assertThat(decoded(wire).remoteConfig()).isEqualTo(expected);
    }

    @Test
    void keepsItsValuesWhenTheBytesChangeAfterwards() {
        byte[] wire = HexFormat.of().parseHex("0a03010203");
        ServerMessage message = (ServerMessage) ServerMessageDecoder.decode(wire, WireScan.MAX_FIELDS);

        Arrays.fill(wire, (byte) 9);

        assertThat(message.instanceUid()).isEqualTo(bytes(1, 2, 3));
    }

    @Test
    @Requirement("R-394")
    void readsTheEmptyCommandAsRestart_R394() {
        assertThat(decoded("4a00").command()).isEqualTo(ServerCommand.RESTART);
    }

    @Test
    @Requirement("R-396")
    void readsAnUnknownCommandAsUnknown_R396() {
        assertThat(decoded("4a020807").command()).isEqualTo(ServerCommand.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"0, UNKNOWN", "1, BAD_REQUEST", "2, UNAVAILABLE", "99, UNKNOWN", "-1, UNKNOWN"})
    @Requirement("R-408")
    void readsKnownAndUnknownKindsOfErrors_R104_R408(int type, ServerError.Type expected) {
        ServerToAgent wire = ServerToAgent.newBuilder()
                .setErrorResponse(
                        ServerErrorResponse.newBuilder().setTypeValue(type).setErrorMessage("m"))
                .build();

        assertThat(decoded(wire).error()).isEqualTo(ServerError.of(expected, "m"));
    }

    @Test
    @Requirement("R-086")
    void readsTheWaitThatTheServerAsksFor_R086() {
        assertThat(unavailable(45_000_000_001L).retryHint()).contains(Duration.ofSeconds(45, 1));
    }

    @Test
    @Requirement("R-088")
    @Defect("J12")
    void clampsAWaitBeyondTheRangeOfALong_R088() {
        assertThat(unavailable(-1).retryHint()).contains(Duration.ofNanos(Long.MAX_VALUE));
        assertThat(unavailable(Long.MIN_VALUE).retryHint()).contains(Duration.ofNanos(Long.MAX_VALUE));
        assertThat(unavailable(Long.MAX_VALUE).retryAfter().toNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void takesAWaitOfZeroForNone_A30() {
        assertThat(unavailable(0).retryHint()).isEmpty();
    }

    @Test
    void keepsANewUidOfAnySizeForTheSessionToJudge_R118() {
        ServerToAgent wire = ServerToAgent.newBuilder()
                .setAgentIdentification(
                        AgentIdentification.newBuilder().setNewInstanceUid(ByteString.copyFrom(new byte[4])))
                .build();

        ServerMessage message = decoded(wire);

        assertThat(message.newInstanceUid()).isEqualTo(bytes(0, 0, 0, 0));
        assertThat(message.toMessageData().newInstanceUid()).isEmpty();
    }

    @Test
    @Defect("P13")
    void showsCallbacksTheWholeMessage() {
        InstanceUid uid = new InstanceUid(1, 2);
        ServerMessage message = ServerMessage.builder(uid.toBytes())
                .newInstanceUid(uid.toBytes())
                .flags(0xF3)
                .capabilities(0xFF07)
                .error(ServerError.of(ServerError.Type.BAD_REQUEST, ""))
                .remoteConfig(RemoteConfig.unchanged(Hash.EMPTY))
                .command(ServerCommand.RESTART)
                .customCapabilities(CustomCapabilities.NONE)
                .customMessage(CustomMessage.of("c", "t", Bytes.EMPTY))
                .build();

        var data = message.toMessageData();

        assertThat(data.instanceUid()).isEqualTo(uid.toBytes());
        assertThat(data.newInstanceUid()).contains(uid);
        assertThat(data.serverCapabilities()).isEqualTo(0xFF07);
        assertThat(data.isFullStateRequested()).isTrue();
        assertThat(data.areComponentsRequested()).isTrue();
        assertThat(data.error()).isPresent();
        assertThat(data.remoteConfig()).isPresent();
        assertThat(data.command()).contains(ServerCommand.RESTART);
        assertThat(data.customCapabilities()).contains(CustomCapabilities.NONE);
        assertThat(data.customMessage()).isPresent();
    }

    @Test
    @Requirement("R-389")
    void readsCustomCapabilitiesAndMessagesAsTheyAre_R387_R389() {
        ServerToAgent wire = ServerToAgent.newBuilder()
                .setCustomCapabilities(io.amp4j.opamp.internal.wire.CustomCapabilities.newBuilder()
                        .addAllCapabilities(List.of("com.example.a", "not a name", "com.example.a")))
                .setCustomMessage(io.amp4j.opamp.internal.wire.CustomMessage.newBuilder()
                        .setCapability("c")
                        .setType("t")
                        .setData(ByteString.copyFrom(new byte[] {1})))
                .build();

        ServerMessage message = decoded(wire);

        assertThat(message.customCapabilities())
                .isEqualTo(CustomCapabilities.announced(Set.of("com.example.a", "not a name")));
        assertThat(message.customMessage()).isEqualTo(CustomMessage.of("c", "t", bytes(1)));
    }

    @Test
    @Requirement("R-407")
    void ignoresFieldsThatItDoesNotKnow_R407() {
        // Field 100 as a varint, as bytes and as a group around a field; then the capabilities.
        assertThat(decoded("a00605 a206020102 a3060801a406 3807").capabilities())
                .isEqualTo(7);
    }

    @Test
    @Requirement({"R-143", "R-173"})
    void keepsBitsThatItDoesNotKnow_R143_R173() {
        ServerMessage message = decoded("30f001 3880fe03");

        assertThat(message.flags()).isEqualTo(0xF0);
        assertThat(message.isFullStateRequested()).isFalse();
        assertThat(message.capabilities()).isEqualTo(0xFF00);
    }

    @ParameterizedTest
    @CsvSource({
        "field number zero, 0001",
        "a length beyond the end, 0a7f01",
        "a negative length, 0affffffffffffffffff01",
        "a varint without an end, 38ffffffffffffffffffff",
        "a truncated message in a message, 1a021205",
        "an end of a group that did not start, 0c",
        "a group without an end, a3060801",
        "a wire type that does not exist, 0f00",
        "text that is not UTF-8, 5a040a02c328"
    })
    @Requirement("R-108")
    @Defect("P14")
    void saysWhatIsWrongWithBytesThatAreNoMessage_R108(String name, String hex) {
        Decoded decoded = ServerMessageDecoder.decode(HexFormat.of().parseHex(hex), WireScan.MAX_FIELDS);

        assertThat(decoded)
                .as(name)
                .isInstanceOfSatisfying(
                        Decoded.Malformed.class,
                        malformed -> assertThat(malformed.reason()).startsWith("not a message of an OpAMP server: "));
    }

    @Test
    @Requirement("R-406")
    void refusesAMessageOfFarTooManyFields_R406() throws IOException {
        byte[] wire = lengthDelimited(4, lengthDelimited(2, emptyEntries(WireScan.MAX_FIELDS)));

        assertThat(ServerMessageDecoder.decode(wire, WireScan.MAX_FIELDS))
                .isInstanceOfSatisfying(
                        Decoded.Malformed.class,
                        malformed -> assertThat(malformed.reason()).contains("more than 1000000 fields"));
    }

    @Test
    @Requirement("R-406")
    void decodesWhatIsAroundAConfigurationOfFarTooManyFields_R406() throws IOException {
        ServerToAgent around = ServerToAgent.newBuilder()
                .setInstanceUid(ByteString.copyFrom(new byte[16]))
                .setRemoteConfig(AgentRemoteConfig.newBuilder()
                        .setConfigHash(ByteString.copyFromUtf8("before"))
                        .setConfig(AgentConfigMap.getDefaultInstance()))
                .build();
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        around.writeTo(wire);
        ByteArrayOutputStream config = new ByteArrayOutputStream();
        config.write(lengthDelimited(1, emptyEntries(WireScan.MAX_FIELDS)));
        config.write(lengthDelimited(2, "large".getBytes(StandardCharsets.UTF_8)));
        wire.write(lengthDelimited(3, config.toByteArray()));
        ServerToAgent.newBuilder().setFlags(1).build().writeTo(wire);

        assertThat(ServerMessageDecoder.decode(wire.toByteArray(), WireScan.MAX_FIELDS))
                .isInstanceOfSatisfying(ServerMessage.class, message -> {
                    assertThat(message.remoteConfig()).isNull();
                    assertThat(message.isFullStateRequested()).isTrue();
                    assertThat(message.refusedConfig()).isNotNull().satisfies(refused -> {
                        assertThat(refused.hash()).isEqualTo(new Hash(Bytes.utf8("large")));
                        assertThat(refused.reason()).contains("1000000 fields");
                    });
                });
    }

    @Test
    void decodesTwentyThousandFiles() {
        AgentConfigMap.Builder files = AgentConfigMap.newBuilder();
        for (int i = 0; i < 20_000; i++) {
            files.putConfigMap(
                    "file-" + i,
                    AgentConfigFile.newBuilder()
                            .setBody(ByteString.copyFromUtf8("key: " + "x".repeat(60)))
                            .setContentType("text/yaml")
                            .build());
        }
        byte[] wire = ServerToAgent.newBuilder()
                .setRemoteConfig(AgentRemoteConfig.newBuilder().setConfig(files))
                .build()
                .toByteArray();

        assertThat(ServerMessageDecoder.decode(wire, WireScan.MAX_FIELDS))
                .isInstanceOfSatisfying(
                        ServerMessage.class,
                        message -> assertThat(message.remoteConfig())
                                .isNotNull()
                                .satisfies(config -> assertThat(config.files()).hasSize(20_000)));
    }

    /** Empty entries of a map, two bytes each. */
    private static byte[] emptyEntries(int count) {
        byte[] entries = new byte[2 * count];
        for (int i = 0; i < entries.length; i += 2) {
            entries[i] = 0x0a;
        }
        return entries;
    }

    @Test
    @Requirement("R-406")
    void survivesGroupsThatNestWithoutEnd_R406() {
        byte[] wire = new byte[1 << 20];
        for (int i = 0; i < wire.length; i += 2) {
            wire[i] = (byte) 0xa3;
            wire[i + 1] = 0x06;
        }

        assertThat(ServerMessageDecoder.decode(wire, WireScan.MAX_FIELDS)).isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    @Requirement("R-108")
    @Defect("P14")
    void neverThrowsWhateverTheBytes_R108() {
        Random random = new Random(815);
        byte[] valid = fullMessage().toByteArray();
        int understood = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = valid.clone();
            if (i % 4 == 0) {
                bytes = new byte[random.nextInt(64)];
                random.nextBytes(bytes);
            }
            for (int j = random.nextInt(4); j > 0 && bytes.length > 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            bytes = Arrays.copyOf(bytes, random.nextBoolean() ? bytes.length : random.nextInt(bytes.length + 1));

            Decoded decoded = ServerMessageDecoder.decode(bytes, WireScan.MAX_FIELDS);

            if (decoded instanceof ServerMessage message) {
                understood++;
                assertThat(message.toMessageData()).isNotNull();
            }
        }
        assertThat(understood).isBetween(5_000, 45_000);
    }

    private static ServerToAgent fullMessage() {
        return ServerToAgent.newBuilder()
                .setInstanceUid(ByteString.copyFrom(new byte[16]))
                .setErrorResponse(ServerErrorResponse.newBuilder()
                        .setType(ServerErrorResponseType.ServerErrorResponseType_Unavailable)
                        .setErrorMessage("m")
                        .setRetryInfo(RetryInfo.newBuilder().setRetryAfterNanoseconds(5)))
                .setRemoteConfig(AgentRemoteConfig.newBuilder()
                        .setConfig(AgentConfigMap.newBuilder().putConfigMap("a", AgentConfigFile.getDefaultInstance()))
                        .setConfigHash(ByteString.copyFromUtf8("h")))
                .setFlags(3)
                .setCapabilities(0x7f)
                .setAgentIdentification(
                        AgentIdentification.newBuilder().setNewInstanceUid(ByteString.copyFrom(new byte[16])))
                .setCommand(ServerToAgentCommand.getDefaultInstance())
                .setConnectionSettings(ConnectionSettingsOffers.newBuilder()
                        .setOpamp(OpAMPConnectionSettings.newBuilder()
                                .setDestinationEndpoint("e")
                                .setHeartbeatIntervalSeconds(9))
                        .putOtherConnections("o", OtherConnectionSettings.getDefaultInstance()))
                .setPackagesAvailable(PackagesAvailable.newBuilder()
                        .putPackages(
                                "p",
                                PackageAvailable.newBuilder().setVersion("v").build()))
                .build();
    }

    private static ServerError unavailable(long retryAfterNanoseconds) {
        ServerError error = decoded(ServerToAgent.newBuilder()
                        .setErrorResponse(ServerErrorResponse.newBuilder()
                                .setType(ServerErrorResponseType.ServerErrorResponseType_Unavailable)
                                .setRetryInfo(RetryInfo.newBuilder().setRetryAfterNanoseconds(retryAfterNanoseconds)))
                        .build())
                .error();
        return requireNonNull(error);
    }

    private static byte[] lengthDelimited(int number, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(number, content);
        out.flush();
        return bytes.toByteArray();
    }

    private static ServerMessage decoded(String hex) {
        return (ServerMessage)
                ServerMessageDecoder.decode(HexFormat.of().parseHex(hex.replace(" ", "")), WireScan.MAX_FIELDS);
    }

    private static ServerMessage decoded(Message wire) {
        return (ServerMessage) ServerMessageDecoder.decode(wire.toByteArray(), WireScan.MAX_FIELDS);
    }

    private static Bytes bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return Bytes.of(bytes);
    }
}
