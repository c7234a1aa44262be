package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;

class BytesTest {

    @Test
    void copiesWhatItIsGivenAndWhatItGives() {
        byte[] given = {1, 2, 3};
        Bytes bytes = Bytes.of(given);
        given[0] = 9;
        bytes.toByteArray()[1] = 9;

        assertThat(bytes.toByteArray()).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> bytes.asByteBuffer().put((byte) 9)).isInstanceOf(ReadOnlyBufferException.class);
        assertThat(bytes.asByteBuffer().hasArray()).isFalse();
    }

    @Test
    void copiesWhatRemainsInABufferAndLeavesItsPosition() {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}, 1, 2);

        assertThat(Bytes.copyOf(buffer)).isEqualTo(Bytes.of((byte) 2, (byte) 3));
        assertThat(buffer.position()).isEqualTo(1);
        assertThat(Bytes.copyOf(ByteBuffer.allocate(0))).isSameAs(Bytes.EMPTY);
    }

    @Test
    void isEqualByContent() {
        assertThat(Bytes.of((byte) 1)).isEqualTo(Bytes.of((byte) 1)).hasSameHashCodeAs(Bytes.of((byte) 1));
        assertThat(Bytes.of((byte) 1)).isNotEqualTo(Bytes.of((byte) 2)).isNotEqualTo(Bytes.EMPTY);
    }

    @Test
    void readsAsTextAndAsHex() {
        Bytes bytes = Bytes.utf8("grü");

        assertThat(bytes.toText()).isEqualTo("grü");
        assertThat(bytes.toHex()).isEqualTo("6772c3bc");
        assertThat(bytes.size()).isEqualTo(4);
        assertThat(Bytes.of((byte) 0xc3).toText()).isEqualTo("\uFFFD");
        assertThat(Bytes.utf8("").isEmpty()).isTrue();
    }

    @Test
    void aHashReadsItsOwnText() {
        Hash hash = Hash.of((byte) 0xca, (byte) 0xfe);

        assertThat(hash).hasToString("cafe");
        assertThat(Hash.parse("cafe")).isEqualTo(hash);
        assertThat(Hash.parse("")).isEqualTo(Hash.EMPTY);
        assertThat(Hash.EMPTY.isEmpty()).isTrue();
        assertThatThrownBy(() -> Hash.parse("caf")).isInstanceOf(IllegalArgumentException.class);
    }
}
