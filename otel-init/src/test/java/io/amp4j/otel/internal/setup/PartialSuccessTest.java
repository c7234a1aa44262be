package io.amp4j.otel.internal.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartialSuccessTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 512, Long.MAX_VALUE})
    void readsWhatTheOfficialMessagesWrite(long rejected) {
        byte[] answer = ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                        .setRejectedSpans(rejected)
                        .setErrorMessage("too old"))
                .build()
                .toByteArray();
        assertThat(PartialSuccess.rejected(answer)).isEqualTo(rejected);
    }

    @Test
    void readsTheNumberOfAnAnswerThatIsCutBehindIt() {
        byte[] answer = ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                        .setRejectedSpans(7)
                        .setErrorMessage("x".repeat(20_000)))
                .build()
                .toByteArray();
        assertThat(PartialSuccess.rejected(Arrays.copyOf(answer, 16_384))).isEqualTo(7);
    }

    @Test
    void takesAnEmptyAnswerForFullSuccess() {
        assertThat(PartialSuccess.rejected(new byte[0])).isZero();
    }

    /** 2^63 - 10, at which the end of the field lies before its start. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void endsWhateverLengthAFieldClaims() {
        byte[] answer = HexFormat.of().parseHex("12" + "f6ffffffffffffff7f");
        assertThat(PartialSuccess.rejected(answer)).isZero();
    }

    @Test
    void survivesAnyBytes() {
        Random random = new Random(20261120);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            assertThat(PartialSuccess.rejected(bytes)).isGreaterThanOrEqualTo(0);
        }
    }
}
