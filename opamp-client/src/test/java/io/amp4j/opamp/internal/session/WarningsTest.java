package io.amp4j.opamp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ServerCommand;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarningsTest {

    @Test
    void areFewHoweverManyReasonsTheServerGives() {
        Rig rig = Rig.webSocket().connected();
        for (int i = 0; i < 1_000; i++) {
            rig.reply(message -> message.command(ServerCommand.UNKNOWN));
            rig.reply(message -> message.newInstanceUid(Bytes.of(new byte[3])));
        }
        assertThat(warnings(rig)).hasSize(Warnings.BURST);

        rig.advanceSeconds(60).reply(message -> message.command(ServerCommand.UNKNOWN));
        assertThat(warnings(rig)).hasSize(Warnings.BURST + 1);
        assertThat(warnings(rig).get(Warnings.BURST)).endsWith(" (1990 warnings before this one were left out)");
    }

    @Test
    void comeAllWhenTheyAreRare() {
        Warnings warnings = new Warnings();
        for (int i = 0; i < 100; i++) {
            assertThat(warnings.next("rare", i * Warnings.REFILL)).isEqualTo("rare");
        }
    }

    private static List<String> warnings(Rig rig) {
        return rig.notices.stream()
                .filter(Notice.Warning.class::isInstance)
                .map(notice -> ((Notice.Warning) notice).text())
                .toList();
    }
}
