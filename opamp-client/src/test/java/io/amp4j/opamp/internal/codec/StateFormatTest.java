package io.amp4j.opamp.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.opamp.internal.codec.StateFormat.Stored;
import io.amp4j.opamp.internal.wire.StoredState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StateFormatTest {
    private static final ClientState STATE = ClientState.initial(new InstanceUid(1, 2))
            .withAssignedUid(new InstanceUid(1, 2))
            .withSequenceNumber(-1)
            .withRemoteConfig(RemoteConfig.of(Map.of("a.yaml", ConfigFile.yaml("a: 1")), Hash.of((byte) 3)))
            .withRemoteConfigStatus(RemoteConfigStatus.failed(Hash.of((byte) 4), "no"))
            .withHeartbeatInterval(Duration.ofSeconds(7));

    @Test
    void readsWhatItWrote() {
        Samples samples = new Samples(new Random(33));
        for (int i = 0; i < 2_000; i++) {
            ClientState state = samples.clientState();
            assertThat(StateFormat.decode(StateFormat.encode(state))).isEqualTo(new Stored.Usable(state));
        }
    }

    @Test
    void tellsNoConfigurationFromAnEmptyOne() {
        ClientState none = STATE.withRemoteConfig(null);
        ClientState empty = STATE.withRemoteConfig(RemoteConfig.of(Map.of(), Hash.EMPTY));

        assertThat(StateFormat.decode(StateFormat.encode(none))).isEqualTo(new Stored.Usable(none));
        assertThat(StateFormat.decode(StateFormat.encode(empty))).isEqualTo(new Stored.Usable(empty));
    }

    @Test
    void noticesWhereverItIsCutOffOrContinued() {
        byte[] bytes = StateFormat.encode(STATE);
        for (int length = 0; length < bytes.length + 20; length++) {
            if (length != bytes.length) {
                assertThat(StateFormat.decode(Arrays.copyOf(bytes, length)))
                        .as("%d of %d bytes", length, bytes.length)
                        .isInstanceOf(Stored.Unusable.class);
            }
        }
    }

    @Test
    void noticesEveryBitThatFlips() {
        byte[] bytes = StateFormat.encode(STATE);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(StateFormat.decode(damaged)).as("bit %d", bit).isInstanceOf(Stored.Unusable.class);
        }
    }

    @Test
    void neverThrowsWhateverTheBytes() throws Exception {
        Random random = new Random(34);
        for (int i = 0; i < 5_000; i++) {
            byte[] content = new byte[random.nextInt(60)];
            random.nextBytes(content);
            assertThat(StateFormat.decode(content)).isInstanceOf(Stored.Unusable.class);
            assertThat(StateFormat.decode(sealed(1, content))).isNotNull();
        }
    }

    @Test
    void saysWhichFormatItDoesNotKnow() throws Exception {
        assertThat(StateFormat.decode(sealed(2, new byte[0])))
                .isEqualTo(new Stored.Unusable("it has format 2; this client knows format 1"));
    }

    @Test
    void refusesAnIdentityOfAnotherSizeAlsoUnderARightChecksum() throws Exception {
        assertThat(StateFormat.decode(sealed(1, StoredState.getDefaultInstance().toByteArray())))
                .isEqualTo(new Stored.Unusable(
                        "its content is not that of a state: an instance uid has exactly 16 bytes: 0"));
    }

    @Test
    void readsAFileOfAClientThatKeptNoInterval() throws Exception {
        // The content that the first clients wrote for an agent without a configuration.
        byte[] old = StoredState.newBuilder()
                .setInstanceUid(ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2}))
                .setSequenceNumber(9)
                .build()
                .toByteArray();

        assertThat(StateFormat.decode(sealed(1, old)))
                .isEqualTo(new Stored.Usable(
                        ClientState.initial(new InstanceUid(1, 2)).withSequenceNumber(9)));
    }

    @Test
    void refusesAnIntervalThatNoClientStores() throws Exception {
        byte[] bytes = StoredState.newBuilder()
                .setInstanceUid(ByteString.copyFrom(new byte[16]))
                .setHeartbeatIntervalNanos(-1)
                .build()
                .toByteArray();

        assertThat(StateFormat.decode(sealed(1, bytes))).isInstanceOf(Stored.Unusable.class);
    }

    @Test
    void ignoresFieldsOfNewerClients() throws Exception {
        byte[] bytes = StateFormat.encode(STATE);
        byte[] content = Arrays.copyOfRange(bytes, 16, bytes.length - 32);
        byte[] longer = Arrays.copyOf(content, content.length + 3);
        longer[content.length] = (byte) 0xa0; // field 100, the number 5
        longer[content.length + 1] = 0x06;
        longer[content.length + 2] = 0x05;

        assertThat(StateFormat.decode(sealed(1, longer))).isEqualTo(new Stored.Usable(STATE));
    }

    /** The format, written down a second time. */
    private static byte[] sealed(int version, byte[] content) throws NoSuchAlgorithmException {
        ByteBuffer buffer = ByteBuffer.allocate(16 + content.length + 32);
        buffer.put("AMP4JSTA".getBytes(StandardCharsets.US_ASCII))
                .putInt(version)
                .putInt(content.length)
                .put(content);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(buffer.array(), 0, 16 + content.length);
        return buffer.put(digest.digest()).array();
    }
}
