package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.opamp.conformance.Requirement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceUidTest {
    private static final Comparator<InstanceUid> BY_BYTES = (a, b) ->
            Arrays.compareUnsigned(a.toBytes().toByteArray(), b.toBytes().toByteArray());

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 15, 17, 32})
    @Requirement("R-109")
    void refusesAnythingButSixteenBytes_R109(int size) {
        assertThatThrownBy(() -> InstanceUid.of(new byte[size]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an instance uid has exactly 16 bytes: " + size);
    }

    @Test
    void hasTheBytesTheTextAndTheUuidOfTheSameOrder() {
        InstanceUid uid = InstanceUid.parse("01890A5D-ac96-774b-bcce-b302099a8057");

        assertThat(uid).hasToString("01890a5d-ac96-774b-bcce-b302099a8057");
        assertThat(uid.toBytes().toHex()).isEqualTo("01890a5dac96774bbcceb302099a8057");
        assertThat(InstanceUid.of(uid.toBytes())).isEqualTo(uid);
        assertThat(InstanceUid.of(uid.toBytes().toByteArray())).isEqualTo(uid);
        assertThat(InstanceUid.of(uid.toUuid())).isEqualTo(uid);
        assertThat(uid.toUuid()).isEqualTo(UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-2-3-4-5",
                "01890a5dac96774bbcceb302099a8057",
                " 01890a5d-ac96-774b-bcce-b302099a8057",
                "01890a5d-ac96-774b-bcce-b302099a805g"
            })
    void refusesTextThatIsNotCanonical(String text) {
        assertThatThrownBy(() -> InstanceUid.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(
                        "this is " + (text.isEmpty() ? "an empty text" : "a text of " + text.length() + " characters"));
    }

    @Test
    @Requirement("R-110")
    void generatesVersionSevenWithTheTimeInFront_R110() {
        Instant now = Instant.parse("2026-11-20T12:00:00.123Z");
        InstanceUid uid = new InstanceUidGenerator(() -> now, new Random(7)).next();

        assertThat(uid.toUuid().version()).isEqualTo(7);
        assertThat(uid.toUuid().variant()).isEqualTo(2);
        assertThat(uid.mostSignificantBits() >>> 16).isEqualTo(now.toEpochMilli());
    }

    @Test
    void isDeterministicInClockAndRandomness() {
        InstantSource clock = InstantSource.fixed(Instant.EPOCH);

        assertThat(new InstanceUidGenerator(clock, new Random(7)).next())
                .isEqualTo(new InstanceUidGenerator(clock, new Random(7)).next())
                .isNotEqualTo(new InstanceUidGenerator(clock, new Random(8)).next());
    }

    @Test
    @Requirement("R-110")
    void growsAlsoWithinAMillisecondAndWhenTheClockStepsBack_R110() {
        AtomicLong millis = new AtomicLong(1_000_000);
        Random steps = new Random(9);
        InstanceUidGenerator generator =
                new InstanceUidGenerator(() -> Instant.ofEpochMilli(millis.get()), new Random(7));

        InstanceUid last = generator.next();
        for (int i = 0; i < 10_000; i++) {
            millis.addAndGet(steps.nextInt(5) - 2);
            InstanceUid next = generator.next();
            assertThat(BY_BYTES.compare(next, last)).isPositive();
            assertThat(next.toUuid().version()).isEqualTo(7);
            assertThat(next.toUuid().variant()).isEqualTo(2);
            last = next;
        }
    }

    @Test
    void growsIntoTheTimeWhenTheRandomBitsAreUsedUp() {
        RandomGenerator allOnes = () -> -1L;
        InstanceUidGenerator generator =
                new InstanceUidGenerator(InstantSource.fixed(Instant.ofEpochMilli(5)), allOnes);

        InstanceUid first = generator.next();
        InstanceUid second = generator.next();

        assertThat(first).hasToString("00000000-0005-7fff-bfff-ffffffffffff");
        assertThat(BY_BYTES.compare(second, first)).isPositive();
        assertThat(second.mostSignificantBits() >>> 16).isEqualTo(6);
        assertThat(second.toUuid().version()).isEqualTo(7);
        assertThat(second.toUuid().variant()).isEqualTo(2);
    }

    @Test
    @Requirement("R-111")
    void makesAMillionDifferentOnesAcrossGeneratorsAndThreads_R111() {
        InstanceUid[] uids = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> InstanceUidGenerator.system())
                .flatMap(generator -> IntStream.range(0, 125_000).mapToObj(i -> generator.next()))
                .toArray(InstanceUid[]::new);
        Arrays.sort(
                uids,
                Comparator.comparingLong(InstanceUid::mostSignificantBits)
                        .thenComparingLong(InstanceUid::leastSignificantBits));

        assertThat(uids).hasSize(1_000_000);
        for (int i = 1; i < uids.length; i++) {
            if (uids[i].equals(uids[i - 1])) {
                throw new AssertionError("twice: " + uids[i]);
            }
        }
    }

    @Test
    void makesDifferentOnesForThreadsThatShareAGenerator() {
        InstanceUidGenerator generator = InstanceUidGenerator.system();

        assertThat(IntStream.range(0, 20_000)
                        .parallel()
                        .mapToObj(i -> generator.next())
                        .distinct()
                        .count())
                .isEqualTo(20_000);
    }
}
