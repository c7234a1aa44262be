package io.amp4j.opamp.internal.codec;

import static io.amp4j.fuzz.ProtobufDamage.field;
import static io.amp4j.fuzz.ProtobufDamage.join;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.amp4j.fuzz.Fuzzer;
import io.amp4j.fuzz.Input;
import io.amp4j.fuzz.ProtobufDamage;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.RemoteConfigStatus;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What a server sends, and what stands in a state file. */
class OpampBytesFuzzTest {
    private static final byte[] UID = new byte[16];
    private static final int HEADER = 16;
    private static final int CHECKSUM = 32;

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] configMap() {
        byte[] file = join(field(1, text("a: 1\n")), field(2, text("text/yaml")));
        return field(1, join(field(1, text("collector.yaml")), field(2, file)));
    }

    private static byte[][] messages() {
        byte[] headers = field(1, field(1, join(field(1, text("x-key")), field(2, text("secret")))));
        byte[] settings = join(field(1, text("wss://server.example/v1/opamp")), field(2, headers), field(4, 30));
        return new byte[][] {
            join(field(1, UID), field(6, 7), field(7, 1)),
            join(field(1, UID), field(3, join(field(1, configMap()), field(2, text("hash"))))),
            join(field(1, UID), field(4, join(field(1, text("hash")), field(2, settings), field(3, settings)))),
            join(field(1, UID), field(2, join(field(1, 2), field(2, text("busy")), field(3, field(1, 1_000_000_000))))),
            join(field(1, UID), field(5, field(1, join(field(1, text("package")), field(2, field(1, 1)))))),
            join(
                    field(1, UID),
                    field(8, field(1, new byte[16])),
                    field(9, field(1, 0)),
                    field(10, field(1, text("com.a")))),
            join(
                    field(1, UID),
                    field(11, join(field(1, text("com.a")), field(2, text("type")), field(3, new byte[9])))),
        };
    }

    @Test
    void survivesAnyMessage(TestInfo test) {
        Fuzzer.run(test, 90, new ProtobufDamage(messages()), bytes -> {
            Decoded decoded = ServerMessageDecoder.decode(bytes, FieldLimits.fields(1 << 20));
            if (decoded instanceof Decoded.Malformed malformed) {
                Fuzzer.checkMessage(malformed.reason());
                return false;
            }
            return true;
        });
    }

    private static byte[] state(boolean full) {
        InstanceUid uid = InstanceUid.parse("01890a5d-ac96-774b-bcce-b302099a8057");
        ClientState state = ClientState.initial(uid);
        return StateFormat.encode(
                full
                        ? state.withAssignedUid(uid)
                                .withSequenceNumber(1L << 40)
                                .withHeartbeatInterval(Duration.ofSeconds(30))
                                .withRemoteConfig(
                                        RemoteConfig.of(Map.of("", ConfigFile.yaml("a: 1")), Hash.of((byte) 1)))
                                .withRemoteConfigStatus(RemoteConfigStatus.failed(Hash.of((byte) 2), "no"))
                        : state);
    }

    @Test
    void survivesAnyStateFile(TestInfo test) {
        Input damaged = new ProtobufDamage(state(false), state(true));
        Input content = new ProtobufDamage(content(state(false)), content(state(true)));
        // Most of them sealed anew: else the checksum would turn all of them away.
        Input input = random -> random.nextInt(4) == 0 ? damaged.next(random) : sealed(content.next(random));
        Fuzzer.run(test, 80, input, bytes -> {
            StateFormat.Stored stored = StateFormat.decode(bytes);
            if (stored instanceof StateFormat.Stored.Usable usable) {
                Fuzzer.must(
                        StateFormat.decode(StateFormat.encode(usable.state())).equals(usable),
                        "written and read it is another state");
                return true;
            }
            Fuzzer.checkMessage(((StateFormat.Stored.Unusable) stored).reason());
            return false;
        });
    }

    private static byte[] content(byte[] state) {
        return Arrays.copyOfRange(state, HEADER, state.length - CHECKSUM);
    }

    private static byte[] sealed(byte[] content) {
        byte[] body = ByteBuffer.allocate(HEADER + content.length)
                .put(text("AMP4JSTA"))
                .putInt(1)
                .putInt(content.length)
                .put(content)
                .array();
        try {
            return join(body, MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
