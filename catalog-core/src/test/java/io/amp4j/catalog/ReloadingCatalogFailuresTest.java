package io.amp4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever fails around it, the watch goes on, tries again, and tells every listener. */
class ReloadingCatalogFailuresTest {
    private static final Logger LOGGER = Logger.getLogger(ReloadingCatalog.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** A source that misbehaves as the test says. */
    private static final class Moody implements CatalogSource {
        private String version = "0.4.0";
        private boolean gone;
        private int errorsWhenOpened;
        private int errorsWhenJudged;
        private boolean nextNameFails;

        @Override
        public String name() {
            if (nextNameFails) {
                nextNameFails = false;
                throw new NoClassDefFoundError("passing");
            }
            return "moody";
        }

        @Override
        public InputStream open() throws IOException {
            if (errorsWhenOpened > 0) {
                errorsWhenOpened--;
                throw new NoClassDefFoundError("passing");
            }
            if (gone) {
                // The verdict on an absent source asks for its name.
                nextNameFails = errorsWhenJudged-- > 0;
                throw new NoSuchFileException("moody");
            }
            return new ByteArrayInputStream(("additionalInstrumentationVersions: [{version: \"" + version
                            + "\", pythonVersions: [\"3.11\"], imageRepository: registry.example.com/provider}]")
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Keeps what is logged, and fails afterwards if it is told to. */
    private static final class Records extends Handler {
        private final List<LogRecord> records = new ArrayList<>();
        private boolean fails;

        @Override
        public void publish(LogRecord record) {
            records.add(record);
            if (fails) {
                throw new NoClassDefFoundError("a handler whose class path is gone");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private final ManualScheduler scheduler = new ManualScheduler();
    private final Moody source = new Moody();
    private final HeardReloads heard = new HeardReloads();
    private final Records log = new Records();

    @BeforeEach
    void listenToTheLog() {
        LOGGER.addHandler(log);
        LOGGER.setUseParentHandlers(false);
    }

    @AfterEach
    void leaveTheLog() {
        LOGGER.removeHandler(log);
        LOGGER.setUseParentHandlers(true);
    }

    private ReloadingCatalog.Builder builder() {
        return ReloadingCatalog.builder(
                        CatalogLoader.builder().extension(source).build())
                .interval(INTERVAL)
                .settle(Duration.ZERO)
                .absence(Duration.ZERO)
                .executor(scheduler);
    }

    @Test
    void triesAChangeAgainThatCouldNotBeJudgedForAPassingReason() {
        try (ReloadingCatalog catalogs = builder().listener(heard).open()) {
            source.gone = true;
            source.errorsWhenJudged = 2;
            scheduler.advance(INTERVAL.multipliedBy(2));
            assertThat(catalogs.current().contains("0.4.0")).isTrue();
            assertThat(heard.heardNothing()).isTrue();

            scheduler.advance(INTERVAL);

            assertThat(catalogs.current().contains("0.4.0")).isFalse();
            assertThat(heard.onlyReload()).containsExactly("removed 0.4.0");
            assertThat(log.records)
                    .singleElement()
                    .satisfies(record -> assertThat(record.getThrown()).hasMessage("passing"));
        }
    }

    @Test
    void goesOnAndSaysSoOnceWhenASourceFailsWithAnError() {
        try (ReloadingCatalog catalogs = builder().listener(heard).open()) {
            source.errorsWhenOpened = 3;
            source.version = "0.5.0";
            scheduler.advance(INTERVAL.multipliedBy(3));
            assertThat(catalogs.current().contains("0.4.0")).isTrue();

            scheduler.advance(INTERVAL);

            assertThat(heard.onlyReload()).containsExactly("added 0.5.0", "removed 0.4.0");
            assertThat(log.records).hasSize(1);
        }
    }

    @Test
    void tellsEveryListenerWhenTheLogFails() {
        log.fails = true;
        CatalogListener broken = new CatalogListener() {
            @Override
            public void onReloaded(InstrumentationCatalog catalog, CatalogDiff diff, List<Problem> warnings) {
                throw new IllegalStateException("broken listener");
            }
        };
        try (ReloadingCatalog catalogs =
                builder().listener(broken).listener(heard).open()) {
            source.version = "latest";
            scheduler.advance(INTERVAL);
            assertThat(heard.refusals).hasSize(1);
            assertThat(catalogs.latest().isValid()).isFalse();

            source.version = "0.5.0";
            scheduler.advance(INTERVAL);
            source.errorsWhenOpened = 1;
            scheduler.advance(INTERVAL.multipliedBy(2));
            source.version = "0.6.0";
            scheduler.advance(INTERVAL);

            assertThat(heard.reloads).hasSize(2);
            assertThat(catalogs.current().contains("0.6.0")).isTrue();
            assertThat(log.records).hasSize(4);
        }
    }

    @Test
    void closesAndStaysReadableWhenTheExecutorAndTheLogFail() {
        log.fails = true;
        ManualScheduler refusing = new ManualScheduler() {
            private int scheduled;

            @Override
            public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
                if (scheduled++ > 0) {
                    throw new IllegalStateException("no thread left");
                }
                return super.schedule(command, delay, unit);
            }
        };
        try (ReloadingCatalog catalogs = builder().executor(refusing).open()) {
            refusing.advance(INTERVAL);

            assertThat(catalogs.current().contains("0.4.0")).isTrue();
            assertThat(log.records)
                    .singleElement()
                    .satisfies(record ->
                            assertThat(record.getMessage()).contains("changes of the catalog are no longer noticed"));
        }
    }

    @Test
    void logsUnderTheNameOfTheLoggerAndWithBracesAsTheyAre() {
        try (ReloadingCatalog catalogs = builder().open()) {
            source.version = "{0} '{1}'";
            scheduler.advance(INTERVAL);

            assertThat(catalogs.latest().isValid()).isFalse();
            LogRecord record = log.records.get(0);
            assertThat(record.getLoggerName()).isEqualTo("io.amp4j.catalog.ReloadingCatalog");
            assertThat(record.getSourceClassName()).isEqualTo("io.amp4j.catalog.ReloadingCatalog");
            assertThat(record.getSourceMethodName()).isEqualTo("log");
            assertThat(new SimpleFormatter().formatMessage(record)).contains("extension entry \"{0} '{1}'\": ");
        }
    }
}
