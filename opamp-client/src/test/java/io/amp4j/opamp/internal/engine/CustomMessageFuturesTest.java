package io.amp4j.opamp.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CustomMessageFuturesTest {
    private final CustomMessageFutures tickets = new CustomMessageFutures(Runnable::run);

    @Test
    void takesABoundedNumberOfBytesOrOneMessage() {
        OptionalLong large = tickets.draw(2 * CustomMessageFutures.MOST_BYTES, told -> {});
        assertThat(large).isPresent();
        assertThat(tickets.draw(0, told -> {})).isEmpty();

        tickets.settle(large.getAsLong(), null);
        OptionalLong half = tickets.draw(CustomMessageFutures.MOST_BYTES / 2, told -> {});
        assertThat(half).isPresent();
        assertThat(tickets.draw(CustomMessageFutures.MOST_BYTES / 2, told -> {}))
                .isEmpty();
        OptionalLong quarter = tickets.draw(CustomMessageFutures.MOST_BYTES / 4, told -> {});
        assertThat(quarter).isPresent();

        tickets.settle(half.getAsLong(), "refused");
        tickets.settle(half.getAsLong(), "twice");
        assertThat(tickets.draw(CustomMessageFutures.MOST_BYTES / 2, told -> {}))
                .isPresent();
        assertThat(tickets.draw(CustomMessageFutures.MOST_BYTES / 2, told -> {}))
                .isEmpty();
    }

    @Test
    void takesNoEndlessNumberOfEmptyMessages() {
        int taken = 0;
        while (tickets.draw(0, told -> {}).isPresent()) {
            taken++;
            assertThat(taken).isLessThan(2_000_000);
        }
        assertThat(taken).isGreaterThan(100_000);
    }
}
