package io.amp4j.opamp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session makes of the answers of a backoff function, which the shell asks. */
class BackoffFunctionSessionTest {

    private static final BackoffPolicy POLICY = BackoffPolicy.builder()
            .jitter(0)
            .function((attempt, failure) -> {
                throw new AssertionError("the session itself asks nobody");
            })
            .build();

    private static Rig rig(boolean http) {
        return rig(http, UnaryOperator.identity());
    }

    private static Rig rig(boolean http, UnaryOperator<SessionConfig.Builder> change) {
        return http
                ? Rig.http(config -> change.apply(config.backoff(POLICY)))
                : Rig.webSocket(config -> change.apply(config.backoff(POLICY)));
    }

    /** Starts an agent whose first attempt fails. */
    private static Rig failing(boolean http) {
        Rig rig = rig(http);
        rig.on(new Event.Started(Rig.WALL, null));
        return (http ? rig.open() : rig).fail(Kind.CONNECT);
    }

    private static Effect.AskForDelay asked(Rig rig) {
        List<Effect.AskForDelay> all = rig.done(Effect.AskForDelay.class);
        return all.get(all.size() - 1);
    }

    private static Rig answer(Rig rig, @Nullable Duration delay) {
        return rig.on(new Event.DelayAnswered(asked(rig).question(), delay));
    }

    private static int attempts(Rig rig) {
        return rig.isHttp() ? rig.sent.size() : rig.connects.size();
    }

    private static List<Duration> told(Rig rig) {
        return rig.told(Notice.ConnectFailed.class).stream()
                .map(notice -> notice.failure().retryIn())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void asksWithTheAttemptAndTheFailureAndWaitsFromTheFailureOn(boolean http) {
        Rig rig = failing(http);
        for (int i = 1; i <= 4; i++) {
            assertThat(asked(rig).attempt()).isEqualTo(i);
            ConnectionFailure failure = asked(rig).failure();
            assertThat(failure.kind()).isEqualTo(Kind.CONNECT);
            assertThat(failure.retryIn()).as("of the formula").isEqualTo(Duration.ofSeconds(1L << (i - 1)));
            assertThat(told(rig)).as("not before it is known how long").hasSize(i - 1);

            rig.advanceSeconds(2);
            answer(rig, Duration.ofSeconds(7L * i));
            assertThat(told(rig)).hasSize(i).last().isEqualTo(Duration.ofSeconds(7L * i - 2));
            assertThat(rig.session.status().connectivity().nextAttemptAt())
                    .isEqualTo(rig.now + Duration.ofSeconds(7L * i - 2).toNanos());
            rig.advance(Duration.ofSeconds(7L * i - 2).minusNanos(1));
            assertThat(attempts(rig)).isEqualTo(i);
            rig.advance(Duration.ofNanos(1));
            assertThat(attempts(rig)).isEqualTo(i + 1);
            rig.fail(Kind.CONNECT);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void triesAtOnceIfTheFunctionSaysSo(boolean http) {
        Rig rig = failing(http);
        answer(rig, Duration.ZERO).advance(Duration.ZERO);
        assertThat(attempts(rig)).isEqualTo(2);
        assertThat(told(rig)).containsExactly(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesTheFormulaWithoutAUsableAnswer(boolean http) {
        Rig rig = failing(http);
        answer(rig, null);
        assertThat(told(rig)).containsExactly(Duration.ofSeconds(1));
        rig.advanceSeconds(1);
        assertThat(attempts(rig)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void doesWithoutAnAnswerThatIsLateAndSaysSoOnce(boolean http) {
        Rig rig = failing(http);
        for (int i = 1; i <= 4; i++) {
            Effect.AskForDelay late = asked(rig);
            rig.advance(Duration.ofNanos(FailureRecorder.ANSWER_TIMEOUT - 1));
            assertThat(attempts(rig)).as("undecided").isEqualTo(i);
            assertThat(told(rig)).hasSize(i - 1);
            rig.advance(Duration.ofNanos(1));
            assertThat(told(rig)).hasSize(i);
            rig.on(new Event.DelayAnswered(late.question(), Duration.ofDays(1)));
            rig.advance(told(rig).get(i - 1));
            assertThat(attempts(rig)).isEqualTo(i + 1);
            rig.fail(Kind.CONNECT);
        }
        // Of the fourth failure, whose formula says 8 s, 5 are over.
        assertThat(told(rig)).containsExactly(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(3));
        assertThat(rig.told(Notice.Warning.class))
                .singleElement()
                .satisfies(warning -> assertThat(warning.text()).contains("backoff function", "5 s", "formula"));

        answer(rig, Duration.ofSeconds(1)).advanceSeconds(1).fail(Kind.CONNECT);
        rig.advance(Duration.ofNanos(FailureRecorder.ANSWER_TIMEOUT));
        assertThat(rig.told(Notice.Warning.class)).as("it had answered since").hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void neverGoesBelowWhatTheServerAsksFor(boolean http) {
        Rig rig = rig(http);
        rig.on(new Event.Started(Rig.WALL, null));
        (http ? rig.open() : rig).failWithStatus(503, "40");
        answer(rig, Duration.ofSeconds(1));
        assertThat(told(rig)).containsExactly(Duration.ofSeconds(40));
        rig.advance(Duration.ofSeconds(40).minusNanos(1));
        assertThat(attempts(rig)).isEqualTo(1);

        rig.advance(Duration.ofNanos(1)).failWithStatus(503, "40");
        answer(rig, Duration.ofSeconds(90));
        assertThat(told(rig)).last().isEqualTo(Duration.ofSeconds(90));
        rig.advanceSeconds(90).failWithStatus(429, null);
        answer(rig, Duration.ofSeconds(1));
        assertThat(told(rig)).last().as("the floor").isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepsTheEndOfASeriesOfRetries(boolean http) {
        Rig rig = rig(http, config -> config.maxRetries(1));
        rig.on(new Event.Started(Rig.WALL, null));
        (http ? rig.open() : rig).fail(Kind.CONNECT);
        answer(rig, Duration.ofSeconds(1)).advanceSeconds(1).fail(Kind.CONNECT);
        assertThat(asked(rig).attempt()).isEqualTo(2);
        answer(rig, Duration.ofSeconds(1));
        assertThat(told(rig)).last().isEqualTo(Duration.ofSeconds(30));
        rig.advanceSeconds(30).fail(Kind.CONNECT);
        assertThat(asked(rig).attempt()).as("a new series").isEqualTo(1);
    }

    @Test
    void countsFromOneAgainAfterASuccess() {
        Rig rig = failing(true);
        answer(rig, Duration.ofSeconds(1))
                .advanceSeconds(1)
                .reply()
                .advanceSeconds(30)
                .fail(Kind.CONNECT);
        assertThat(asked(rig).attempt()).isEqualTo(1);
    }

    @Test
    void isNotAskedWhenAWebSocketIsReconnectedAtOnce() {
        Rig rig = rig(false).connected().fail(Kind.LOST);
        assertThat(rig.done(Effect.AskForDelay.class)).isEmpty();
        assertThat(rig.last(Notice.Disconnected.class).failure().retryIn()).isZero();
        rig.open().written().reply().fail(Kind.LOST);
        assertThat(asked(rig).failure().kind()).isEqualTo(Kind.LOST);
        assertThat(rig.told(Notice.Disconnected.class)).hasSize(1);
        answer(rig, Duration.ofSeconds(9));
        assertThat(rig.last(Notice.Disconnected.class).failure().retryIn()).isEqualTo(Duration.ofSeconds(9));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsOfTheFailureWhenItEndsMeanwhile(boolean http) {
        Rig rig = failing(http).on(new Event.StopRequested(Duration.ofSeconds(5)));
        assertThat(told(rig)).containsExactly(Duration.ofSeconds(1));
        assertThat(rig.terminated).isTrue();
        answer(rig, Duration.ofSeconds(1)).advanceSeconds(60);
        assertThat(told(rig)).hasSize(1);
        assertThat(attempts(rig)).isEqualTo(1);
    }
}
