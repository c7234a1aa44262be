package io.amp4j.catalog;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReloadingCatalogTest {
    private static final Duration A_WHILE = Duration.ofSeconds(10);

    /** A source of a caller's own: what it says can be set from the test. */
    private static final class Settable implements CatalogSource {
        private volatile @Nullable String text;
        private final AtomicInteger openings = new AtomicInteger();

        Settable(String version) {
            set(version);
        }

        void set(String version) {
            text = """
                    additionalInstrumentationVersions:
                      - version: "%s"
                        pythonVersions: ["3.11"]
                        imageRepository: registry.example.com/provider
                    """.formatted(version);
        }

        void fail() {
            text = null;
        }

        @Override
        public String name() {
            return "settable";
        }

        @Override
        public InputStream open() throws IOException {
            openings.incrementAndGet();
            if (text == null) {
                throw new IllegalStateException("out of order");
            }
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private final ManualScheduler scheduler = new ManualScheduler();
    private final Settable source = new Settable("0.4.0");
    private final HeardReloads heard = new HeardReloads();

    private ReloadingCatalog.Builder builder() {
        return ReloadingCatalog.builder(
                        CatalogLoader.builder().extension(source).build())
                .executor(scheduler);
    }

    @Test
    void refusesToOpenOnABadSourceAndStartsNothing() {
        source.set("latest");

        assertThatThrownBy(() -> builder().open())
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("settable:2:14: error: extension entry \"latest\"");
        assertThat(scheduler.waiting()).isEmpty();
    }

    @Test
    void readsATextAReaderAndAResourceOnce() {
        CatalogLoader loader = CatalogLoader.builder()
                .extension(CatalogSource.reader("reader", new StringReader("additionalInstrumentationVersions: []\n")))
                .extension(CatalogSource.text("text", "additionalInstrumentationVersions: []\n"))
                .extension(source)
                .build();
        try (ReloadingCatalog catalogs = ReloadingCatalog.builder(loader)
                .executor(scheduler)
                .listener(heard)
                .open()) {
            source.set("0.5.0");
            scheduler.advance(A_WHILE);

            assertThat(heard.onlyReload()).containsExactly("added 0.5.0", "removed 0.4.0");
            assertThat(catalogs.latest().problems()).isEmpty();
        }
    }

    @Test
    void containsWhatListenersThrowAndTellsTheOthers() {
        CatalogListener broken = new CatalogListener() {
            @Override
            public void onReloaded(InstrumentationCatalog catalog, CatalogDiff diff, List<Problem> warnings) {
                throw new AssertionError("broken listener");
            }
        };
        try (ReloadingCatalog catalogs =
                builder().listener(broken).listener(heard).open()) {
            source.set("0.5.0");
            scheduler.advance(A_WHILE);
            source.set("0.6.0");
            scheduler.advance(A_WHILE);

            assertThat(heard.reloads).hasSize(2);
            assertThat(catalogs.current().contains("0.6.0")).isTrue();
        }
    }

    @Test
    void goesOnAfterASourceThatThrows() {
        try (ReloadingCatalog catalogs = builder().listener(heard).open()) {
            source.fail();
            scheduler.advance(A_WHILE);
            assertThat(catalogs.current().contains("0.4.0")).isTrue();

            source.set("0.5.0");
            scheduler.advance(A_WHILE);

            assertThat(heard.onlyReload()).containsExactly("added 0.5.0", "removed 0.4.0");
        }
    }

    @Test
    void believesASourceThatSaysItDoesNotExistAfterAWhileOnly() {
        AtomicBoolean gone = new AtomicBoolean();
        CatalogSource vanishing = new CatalogSource() {
            @Override
            public String name() {
                return "vanishing";
            }

            @Override
            public InputStream open() throws IOException {
                if (gone.get()) {
                    throw new NoSuchFileException(name());
                }
                return source.open();
            }
        };
        try (ReloadingCatalog catalogs = ReloadingCatalog.builder(
                        CatalogLoader.builder().extension(vanishing).build())
                .executor(scheduler)
                .absence(Duration.ofHours(1))
                .open()) {
            gone.set(true);
            scheduler.advance(Duration.ofHours(1));
            assertThat(catalogs.current().contains("0.4.0")).isTrue();

            scheduler.advance(A_WHILE);

            assertThat(catalogs.current().contains("0.4.0")).isFalse();
        }
    }

    @Test
    void looksAtTheIntervalAndNotOftener() {
        try (ReloadingCatalog catalogs =
                builder().interval(Duration.ofSeconds(7)).open()) {
            assertThat(source.openings).hasValue(1);
            scheduler.advance(Duration.ofSeconds(70));

            assertThat(source.openings).hasValue(11);
            assertThat(catalogs.current().contains("0.4.0")).isTrue();
        }
    }

    @Test
    void loadsAtOnceWhenNothingIsToSettle() {
        try (ReloadingCatalog catalogs =
                builder().interval(Duration.ofSeconds(7)).settle(Duration.ZERO).open()) {
            source.set("0.5.0");
            scheduler.advance(Duration.ofSeconds(7));

            assertThat(catalogs.current().contains("0.5.0")).isTrue();
        }
    }

    @Test
    void callsNoListenerAfterItIsClosed() {
        ReloadingCatalog catalogs = builder().listener(heard).open();
        InstrumentationCatalog last = catalogs.current();
        source.set("0.5.0");

        catalogs.close();
        catalogs.close();
        scheduler.advance(A_WHILE);

        assertThat(heard.heardNothing()).isTrue();
        assertThat(scheduler.waiting()).isEmpty();
        assertThat(scheduler.isShutdown()).as("the caller's executor").isFalse();
        assertThat(catalogs.current()).isSameAs(last);
        assertThat(catalogs).asString().contains("closed");
    }

    @Test
    void canBeClosedByAListenerAndCallsNoOtherThen() {
        AtomicReference<@Nullable ReloadingCatalog> opened = new AtomicReference<>();
        CatalogListener closing = new CatalogListener() {
            @Override
            public void onReloaded(InstrumentationCatalog catalog, CatalogDiff diff, List<Problem> warnings) {
                ReloadingCatalog catalogs = opened.get();
                if (catalogs != null) {
                    catalogs.close();
                }
            }
        };
        opened.set(builder().listener(closing).listener(heard).open());
        source.set("0.5.0");
        scheduler.advance(A_WHILE);

        assertThat(heard.heardNothing()).isTrue();
        assertThat(scheduler.waiting()).isEmpty();
    }

    @Test
    void waitsForTheListenerThatRunsWhenItIsClosed() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        AtomicReference<@Nullable ReloadingCatalog> opened = new AtomicReference<>();
        AtomicReference<String> left = new AtomicReference<>("");
        CatalogListener slow = new CatalogListener() {
            @Override
            public void onReloaded(InstrumentationCatalog catalog, CatalogDiff diff, List<Problem> warnings) {
                entered.countDown();
                long deadline = System.nanoTime() + SECONDS.toNanos(10);
                while (!String.valueOf(opened.get()).contains("closed") && System.nanoTime() < deadline) {
                    Thread.onSpinWait();
                }
                Thread thread = Thread.currentThread();
                left.set(thread.getName() + (thread.isDaemon() ? " daemon" : ""));
            }
        };
        ReloadingCatalog catalogs = ReloadingCatalog.builder(
                        CatalogLoader.builder().extension(source).build())
                .interval(Duration.ofMillis(1))
                .settle(Duration.ZERO)
                .listener(slow)
                .open();
        opened.set(catalogs);
        source.set("0.5.0");
        assertThat(entered.await(10, SECONDS)).isTrue();

        catalogs.close();

        assertThat(left).hasValue("amp4j-catalog-reload daemon");
    }

    @Test
    void endsItsThreadWhenItIsClosedAndNotAtTheNextLook() throws Exception {
        ReloadingCatalog catalogs = ReloadingCatalog.builder(
                        CatalogLoader.builder().extension(source).build())
                .interval(Duration.ofDays(1))
                .open();
        List<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("amp4j-catalog-reload"))
                .toList();

        catalogs.close();

        assertThat(threads).isNotEmpty();
        for (Thread thread : threads) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void readersNeverBlockAndAlwaysSeeAWholeCatalog() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (ReloadingCatalog catalogs =
                builder().settle(Duration.ZERO).listener(heard).open()) {
            List<CompletableFuture<Long>> readers = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> readUntil(done, catalogs)))
                    .toList();
            for (int i = 0; i < 200; i++) {
                source.set("0.5." + i);
                scheduler.advance(Duration.ofSeconds(5));
            }
            done.set(true);

            for (CompletableFuture<Long> reader : readers) {
                assertThat(reader.get(10, SECONDS)).isPositive();
            }
            assertThat(heard.reloads).hasSize(200);
        }
    }

    /** Returns how many catalogs were read; fails on one that is not made of the baseline and one entry. */
    private static long readUntil(AtomicBoolean done, ReloadingCatalog catalogs) {
        long read = 0;
        do {
            InstrumentationCatalog catalog = catalogs.current();
            CatalogEntry newest = catalog.entries().get(0);
            if (catalog.entries().size() != 2 || !catalog.contains(newest.version())) {
                throw new AssertionError("half a catalog: " + catalog);
            }
            read++;
        } while (!done.get());
        return read;
    }

    @Test
    void staysReadableWhenItsExecutorIsShutDown() {
        ReloadingCatalog catalogs = builder().open();
        scheduler.shutdown();
        scheduler.advance(A_WHILE);

        assertThat(catalogs.current().contains("0.4.0")).isTrue();
        assertThatCode(catalogs::close).doesNotThrowAnyException();
    }

    @Test
    void refusesDurationsThatCannotBe() {
        assertThatThrownBy(() -> builder().interval(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("interval must be positive: PT0S");
        assertThatThrownBy(() -> builder().settle(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("settle must not be negative: PT-1S");
        assertThatThrownBy(() -> builder().absence(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("absence must be at most PT876000H: ");
    }
}
