package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that save as fast as they can are killed, as by {@code kill -9}; whatever they had said was saved must be there. */
class StateStoreCrashTest {
    private static final int ROUNDS = 8;
    private static final int MAX_SAVES = 60;

    @TempDir
    Path directory;

    @Test
    void losesNothingThatWasSavedWhenTheProcessIsKilled() throws Exception {
        Random random = new Random(20261120);
        long survived = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (Saver saver = new Saver(directory)) {
                assertThat(saver.next()).as("round %d", round).isEqualTo(survived);
                for (int saves = 1 + random.nextInt(MAX_SAVES); saves > 0; saves--) {
                    survived = saver.next();
                }
                for (int spin = random.nextInt(50_000); spin > 0; spin--) {
                    Thread.onSpinWait();
                }
                saver.kill();
                for (long more = saver.next(); more != Saver.END; more = saver.next()) {
                    survived = more;
                }
            }
            try (StateStore store = StateStore.file(directory)) {
                ClientState state = store.load().orElseThrow();
                // The last ones may be saved though their word was lost with the process.
                assertThat(state.sequenceNumber()).as("round %d", round).isGreaterThanOrEqualTo(survived);
                assertThat(state).isEqualTo(Saver.state(state.sequenceNumber()));
                survived = state.sequenceNumber();
            }
        }
        assertThat(survived).isGreaterThan(ROUNDS);
    }

    @Test
    void refusesADirectoryThatAnotherProcessHasUntilThatIsGone() throws Exception {
        try (StateStore store = StateStore.file(directory)) {
            try (Saver saver = new Saver(directory)) {
                assertThat(saver.next()).isZero();
                saver.next();

                assertThatThrownBy(store::load)
                        .isInstanceOf(OpampException.class)
                        .hasMessageContaining("is in use by another client");
                saver.kill();
                for (long more = saver.next(); more != Saver.END; more = saver.next()) {
                    // Until its output ends, it may still hold the lock.
                }
            }
            assertThat(store.load()).isPresent();
        }
    }

    @Test
    void keepsItsLockAgainstOtherProcessesWhenAnotherClientOfThisProcessIsRefused() throws Exception {
        try (StateStore store = StateStore.file(directory)) {
            store.load();
            try (StateStore other = StateStore.file(directory)) {
                assertThatThrownBy(other::load).isInstanceOf(OpampException.class);
            }

            assertThatAnotherProcessIsRefused();
        }
    }

    @Test
    void keepsItsLockAlsoWhenTheOtherClientIsOfAnotherClassLoader() throws Exception {
        StateStore store = StateStore.file(directory);
        try (URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            store.save(Saver.state(3));
            Class<?> type = loader.loadClass(StateStore.class.getName());
            Object other = type.getMethod("file", Path.class).invoke(null, directory);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> type.getMethod("load").invoke(other))
                        .hasStackTraceContaining("is in use by another client");
                assertThatAnotherProcessIsRefused();
            }
            store.close();

            assertThat((Optional<?>) type.getMethod("load").invoke(other)).isPresent();
            assertThatAnotherProcessIsRefused();
            type.getMethod("close").invoke(other);
        }
    }

    private void assertThatAnotherProcessIsRefused() throws Exception {
        try (Saver saver = new Saver(directory)) {
            assertThat(saver.next()).isEqualTo(Saver.END);
        }
    }

    private static URL[] classPath() throws IOException {
        List<URL> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            entries.add(Path.of(entry).toUri().toURL());
        }
        return entries.toArray(new URL[0]);
    }

    /** A process that loads, says what it found, and then saves one state after the other, saying after each which it was. */
    static final class Saver implements AutoCloseable {
        static final long END = -1;

        private final Process process;
        private final BlockingQueue<Long> said = new LinkedBlockingQueue<>();

        Saver(Path directory) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Saver.class.getName(),
                            directory.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Thread reader = new Thread(this::read, "saver-output");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.endsWith(".")) { // whole
                        said.add(Long.parseLong(line.substring(0, line.length() - 1)));
                    }
                }
            } catch (IOException e) {
                // killed
            } finally {
                said.add(END);
            }
        }

        long next() throws InterruptedException {
            Long next = said.poll(60, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("the saving process says nothing any more");
            }
            return next;
        }

        void kill() {
            process.destroyForcibly().onExit().orTimeout(60, TimeUnit.SECONDS).join();
        }

        @Override
        public void close() {
            kill();
        }

        /** States of very different sizes, so that the kill comes in different places. */
        static ClientState state(long number) {
            byte[] body = new byte[(int) (number * 7_919 % 100_000)];
            new Random(number).nextBytes(body);
            Hash hash = Hash.of((byte) number);
            return ClientState.initial(new InstanceUid(1, number))
                    .withSequenceNumber(number)
                    .withRemoteConfig(RemoteConfig.of(Map.of("", ConfigFile.of(Bytes.of(body), "")), hash))
                    .withRemoteConfigStatus(RemoteConfigStatus.applied(hash));
        }

        public static void main(String[] args) throws IOException {
            try (StateStore store = StateStore.file(Path.of(args[0]))) {
                long number = store.load().map(ClientState::sequenceNumber).orElse(0L);
                System.out.print(number + ".\n");
                while (!System.out.checkError()) { // ends when nobody listens any more
                    number++;
                    store.save(state(number));
                    System.out.print(number + ".\n");
                }
            } catch (OpampException e) {
                System.err.println(e.getMessage()); // it ends, and that is what its output says
            }
        }
    }
}
