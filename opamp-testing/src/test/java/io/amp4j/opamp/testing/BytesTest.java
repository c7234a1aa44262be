package io.amp4j.opamp.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class BytesTest {
    @Test
    void hasTheValueOfItsContent() {
        byte[] content = {1, 2, (byte) 0xff};
        Bytes bytes = Bytes.of(content);
        content[0] = 9;

        assertThat(bytes).isEqualTo(Bytes.fromHex("0102ff")).hasSameHashCodeAs(Bytes.fromHex("0102ff"));
        assertThat(bytes).isNotEqualTo(Bytes.EMPTY).isNotEqualTo("0102ff");
        assertThat(bytes.size()).isEqualTo(3);
        assertThat(bytes.toByteArray()).containsExactly(1, 2, 0xff);
        assertThat(Bytes.utf8("ä").toText()).isEqualTo("ä");
        assertThat(Bytes.of(new byte[0]).isEmpty()).isTrue();
    }

    @Test
    void readsSixteenBytesAsAUuid() {
        UUID uuid = UUID.fromString("01930000-0000-7000-8000-0000000000aa");

        assertThat(Bytes.of(uuid).uuid()).isEqualTo(uuid.toString());
        assertThat(Bytes.fromHex("0102").uuid()).isEqualTo("0102");
    }

    @Test
    void showsIdentifiersButNoFiles() {
        assertThat(Bytes.of(new byte[32]).toString()).isEqualTo("00".repeat(32));
        assertThat(Bytes.of(new byte[33]).toString()).isEqualTo("33 bytes");
        assertThat(OfferedFile.yaml("a", "secret").toString()).doesNotContain("secret");
        assertThat(new Reported.File(Bytes.utf8("secret"), "").toString()).isEqualTo("File[6 bytes of '']");
        assertThat(new Reported.CustomMessage("c", "t", Bytes.utf8("x")).toString())
                .isEqualTo("CustomMessage[c, t, 1 bytes]");
    }
}
