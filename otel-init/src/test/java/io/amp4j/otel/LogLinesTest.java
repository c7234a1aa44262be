package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.amp4j.otel.internal.log.Log;
import io.amp4j.otel.testing.LogCapture;
import io.amp4j.otel.testing.OtlpReceiver;
import io.amp4j.otel.testing.OtlpReceiver.Answer;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the log of a program does is no matter of its spans. */
class LogLinesTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final Logger ours = Logger.getLogger("io.amp4j.otel");
    private final OtlpReceiver receiver = OtlpReceiver.start();

    @AfterEach
    void close() {
        receiver.close();
        ours.setFilter(null);
        for (Handler handler : ours.getHandlers()) {
            ours.removeHandler(handler);
        }
    }

    private AmpOtel amp() {
        Map<String, String> environment =
                Map.of("AMP_OTEL_ENDPOINT", receiver.endpoint(), "AMP_AGENT_API_KEY", "key", "OTEL_SERVICE_NAME", "s");
        return AmpOtel.builder()
                .environment(environment::get)
                .systemProperties(name -> null)
                .retry(RetryPolicy.builder()
                        .setMaxAttempts(3)
                        .setInitialBackoff(Duration.ofMillis(1))
                        .setMaxBackoff(Duration.ofMillis(2))
                        .build())
                .standalone();
    }

    /** Fails at everything it is given. */
    private static final class FailingHandler extends Handler {
        private final Throwable failure;

        FailingHandler(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public void publish(LogRecord record) {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private void survives() {
        receiver.answer(Answer.status(503), Answer.status(401), OtlpReceiver.OK);
        try (AmpOtel amp = amp()) {
            amp.tracer("t").spanBuilder("refused").startSpan().end();
            assertThat(amp.flush(BOUND)).isFalse();
            amp.tracer("t").spanBuilder("taken").startSpan().end();
            assertThat(amp.flush(BOUND)).isTrue();
            assertThat(amp.statistics()).isEqualTo(new ExportStatistics(1, 0, 1, 0));
        }
    }

    @Test
    void losesNoSpanToALogHandlerThatThrows() {
        ours.addHandler(new FailingHandler(new IllegalStateException("the disk is full")));
        survives();
    }

    @Test
    void losesNoSpanToALogHandlerThatLacksAClass() {
        ours.addHandler(new FailingHandler(new NoClassDefFoundError("org/example/Appender")));
        survives();
    }

    @Test
    void throwsNothingWhenAFilterOrATextThrows() {
        Logger logger = Logger.getLogger(LogLinesTest.class.getName());
        Filter failing = record -> {
            throw new IllegalStateException("filter");
        };
        logger.setFilter(failing);
        Log log = Log.of(LogLinesTest.class);
        log.warning("a line");
        logger.setFilter(null);
        log.log(Level.WARNING, () -> {
            throw new IllegalStateException("text");
        });
    }

    @Test
    void namesTheLoggerAndAFixedMethodInEachLine() {
        try (LogCapture lines = new LogCapture()) {
            survives();
            List<LogRecord> records = lines.records();
            assertThat(records).hasSizeGreaterThan(2).allSatisfy(record -> {
                assertThat(record.getSourceClassName()).isEqualTo(record.getLoggerName());
                assertThat(record.getSourceMethodName()).isEqualTo("log");
            });
        }
    }

    @Test
    void writesTheTextAsItIs() {
        String text = "braces {0} and ' quotes '' stay";
        try (LogCapture lines = new LogCapture()) {
            Log.of(LogLinesTest.class).warning(text);
            assertThat(lines.lines(Level.WARNING)).containsExactly(text);
        }
    }

    @Test
    void letsNobodyElseCallALogger() {
        ArchRuleDefinition.noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Log.class.getName())
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Logger.class)
                .orShould()
                .dependOnClassesThat(JavaClass.Predicates.belongToAnyOf(System.Logger.class))
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.amp4j.otel"));
    }
}
