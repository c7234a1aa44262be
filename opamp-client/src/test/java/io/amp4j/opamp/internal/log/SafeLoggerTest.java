package io.amp4j.opamp.internal.log;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a handler is there to be there
class SafeLoggerTest {

    private static final Logger JUL = Logger.getLogger(SafeLoggerTest.class.getName());

    /** Strong, since the log manager holds its loggers weakly. */
    private static final Logger WRITER = Logger.getLogger(LogWriter.class.getName());

    private final LogWriter writer = new LogWriter();
    private final SafeLogger logger = SafeLogger.of(SafeLoggerTest.class, writer);
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    @Test
    void namesTheClassAndNoLambda() throws Exception {
        try (Handling handling = new Handling(JUL, records::add)) {
            Runnable lambda = () -> logger.warning("a warning with {0} braces");
            lambda.run();
            assertThat(writer.awaitWritten(SECONDS.toNanos(20))).isTrue();
        }
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.getLoggerName()).isEqualTo(SafeLoggerTest.class.getName());
            assertThat(record.getSourceClassName()).isEqualTo(SafeLoggerTest.class.getName());
            assertThat(record.getSourceMethodName()).isEqualTo("log");
            assertThat(record.getMessage()).isEqualTo("a warning with {0} braces");
            assertThat(record.getParameters()).isNull();
            assertThat(record.getLongThreadID())
                    .isEqualTo(Thread.currentThread().getId());
        });
    }

    @Test
    void goesOnAfterAHandlerThatThrewAndTellsOfTheLoss() throws Exception {
        Consumer<LogRecord> throwsAtFirst = record -> {
            records.add(record);
            if (records.size() == 1) {
                throw new StackOverflowError("a test throws this");
            }
        };
        try (Handling handling = new Handling(JUL, throwsAtFirst);
                Handling own = new Handling(WRITER, records::add)) {
            logger.warning("first");
            logger.warning("second");
            assertThat(writer.awaitWritten(SECONDS.toNanos(20))).isTrue();
        }
        assertThat(records).extracting(LogRecord::getMessage).element(1).isEqualTo("second");
        assertThat(records)
                .extracting(LogRecord::getMessage)
                .element(2)
                .asString()
                .startsWith("1 lines");
    }

    @Test
    void writesOneLineWhateverTheServerSays() throws Exception {
        String forged = "odd\r\nINFO all is well\u001b[2J";
        IllegalStateException thrown = new IllegalStateException(forged, new IllegalArgumentException(forged));
        thrown.addSuppressed(new IllegalArgumentException(forged));
        try (Handling handling = new Handling(JUL, records::add)) {
            logger.warning(forged, thrown);
            assertThat(writer.awaitWritten(SECONDS.toNanos(20))).isTrue();
        }
        LogRecord record = records.get(0);
        StringWriter trace = new StringWriter();
        record.getThrown().printStackTrace(new PrintWriter(trace));
        assertThat(record.getMessage()).isEqualTo("odd\\u000d\\u000aINFO all is well\\u001b[2J");
        assertThat(trace.toString().lines())
                .contains("java.lang.IllegalStateException: odd\\u000d\\u000aINFO all is well\\u001b[2J")
                .allMatch(line -> line.strip().matches("(at |Caused by: |Suppressed: |\\.\\.\\. |java\\.).*"));
    }

    @Test
    void keepsAnExceptionThatSaysNothingOdd() throws Exception {
        IllegalStateException thrown = new IllegalStateException("plain");
        try (Handling handling = new Handling(JUL, records::add)) {
            logger.warning("plain", thrown);
            assertThat(writer.awaitWritten(SECONDS.toNanos(20))).isTrue();
        }
        assertThat(records.get(0).getThrown()).isSameAs(thrown);
    }

    @Test
    void isNotAffectedByAMessageThatCannotBeMade() throws Exception {
        JUL.setLevel(java.util.logging.Level.ALL);
        try (Handling handling = new Handling(JUL, records::add)) {
            logger.fine(() -> {
                throw new IllegalStateException("a test throws this");
            });
            logger.fine(() -> "second");
            assertThat(writer.awaitWritten(SECONDS.toNanos(20))).isTrue();
        } finally {
            JUL.setLevel(null);
        }
        assertThat(records).extracting(LogRecord::getMessage).contains("second");
    }

    @Test
    void doesNotWaitForAHandlerThatBlocksAndHoldsFewLinesForIt() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        int lines = 3 * LogWriter.ROOM;
        try (Handling handling = new Handling(JUL, record -> {
                    awaitQuietly(release);
                    records.add(record);
                });
                Handling own = new Handling(WRITER, records::add)) {
            for (int i = 0; i < lines; i++) {
                logger.warning("line " + i);
            }
            assertThat(records).isEmpty();
            assertThat(writer.awaitWritten(1)).isFalse();
            release.countDown();
            while (!writer.awaitWritten(SECONDS.toNanos(20))) {
                Thread.onSpinWait();
            }
        }
        assertThat(records).hasSizeBetween(LogWriter.ROOM, LogWriter.ROOM + 3);
        assertThat(records)
                .extracting(LogRecord::getMessage)
                .filteredOn(text -> text.contains("lines of the OpAMP client are missing"))
                .isNotEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(40, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sets up a handler for the time of a test. */
    private static final class Handling implements AutoCloseable {
        private final Logger of;
        private final Handler handler;

        Handling(Logger of, Consumer<LogRecord> what) {
            this.of = of;
            this.handler = new Handler() {
                @Override
                public void publish(LogRecord record) {
                    what.accept(record);
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };
            of.setUseParentHandlers(false);
            of.addHandler(handler);
        }

        @Override
        public void close() {
            of.removeHandler(handler);
            of.setUseParentHandlers(true);
        }
    }
}
