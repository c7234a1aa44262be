package io.amp4j.opamp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.HealthProbe;
import io.amp4j.opamp.LastKnownGood;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.AnswerRule;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.ServerReply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed before and after each save of their state and each configuration that they apply, and by configurations: the
 * next one comes to the newest that works. {@code -Dlong -Dkills=200} kills that many instead of a few.
 */
class ConfigCrashTest {

    private static final int KILLS = Integer.getInteger("kills", 5);

    /** The moments that the agent has with one configuration, about. */
    private static final int MOMENTS = 16;

    private static final int MOST_PROCESSES = 12;

    @TempDir
    private Path directory;

    private final SplittableRandom random = new SplittableRandom(20261201);
    private final Set<String> bad = new HashSet<>();
    private String last = "";
    private int killed;

    @Test
    void comesToTheNewestThatWorksWheneverItIsKilled() throws Exception {
        play(List.of("good", "sick"), 0);
    }

    @Test
    @Tag("long")
    void comesToTheNewestThatWorksWheneverAndByWhateverItIsKilled() throws Exception {
        play(List.of("good", "sick", "deadly", "refused", "good"), KILLS);
    }

    private void play(List<String> kinds, int kills) throws Exception {
        try (FakeOpampServer server = FakeOpampServer.start()) {
            for (int round = 1; round <= kinds.size() || killed < kills; round++) {
                String kind = round <= kinds.size() ? kinds.get(round - 1) : kinds.get(random.nextInt(kinds.size()));
                offer(server, kind + "-" + round, round > 1);
            }
        }
    }

    private void offer(FakeOpampServer server, String config, boolean kills) throws Exception {
        Bytes hash = Bytes.utf8(config);
        List<String> appliedBefore = Agent.applied(directory);
        try (AnswerRule rule = server.onMessage(
                message -> !message.isDisconnect()
                        && message.remoteConfigStatus()
                                .filter(status -> status.hash().equals(hash))
                                .isEmpty(),
                Answer.reply(ServerReply.builder()
                        .remoteConfig(hash, OfferedFile.yaml("", config))
                        .build()))) {
            assertThat(rule).isNotNull();
            Optional<Reported.ConfigStatus> end = Optional.empty();
            int before = killed;
            for (int process = 0; end.isEmpty(); process++) {
                assertThat(process).as("processes for " + config).isLessThan(MOST_PROCESSES);
                int haltAt = kills && process < 2 ? 1 + random.nextInt(MOMENTS) : 0;
                end = run(server, haltAt, config);
                check(config);
            }
            settle(config, end.get(), killed - before);
        }
        List<String> applied = Agent.applied(directory);
        assertThat(applied.subList(appliedBefore.size(), applied.size()))
                .as("applied again")
                .noneMatch(each -> bad.contains(each) && !each.equals(config));
    }

    /** A good configuration stays, unless the process ended while it was applied or on trial; then, as after any other, the last good one runs. */
    private void settle(String config, Reported.ConfigStatus end, int kills) {
        boolean isGood = config.startsWith("good");
        assertThat(end.status())
                .as(config + ": " + end)
                .isIn(isGood && kills == 0 ? Set.of(Reported.APPLIED) : Set.of(Reported.APPLIED, Reported.FAILED));
        if (end.status() == Reported.APPLIED) {
            assertThat(isGood).as(config + " counts as good").isTrue();
            last = config;
        } else {
            bad.add(config);
        }
    }

    /**
     * Returns what was reported in the end, once what is to run then runs; empty if the process was killed, since what it has reported need not
     * be saved then.
     */
    private Optional<Reported.ConfigStatus> run(FakeOpampServer server, int haltAt, String config) throws Exception {
        int from = server.messages().size();
        int code = ChildProcess.run(
                Agent.class,
                List.of(server.webSocketEndpoint().toString(), directory.toString(), String.valueOf(haltAt)),
                () -> end(server, from, config)
                        .filter(status ->
                                Agent.running(directory).equals(status.status() == Reported.APPLIED ? config : last))
                        .isPresent(),
                () -> "the end of " + config + " with halt at " + haltAt + ", running " + Agent.running(directory)
                        + " and not " + last + ", reported: "
                        + server.messages().stream()
                                .skip(from)
                                .flatMap(message -> message.remoteConfigStatus().stream())
                                .toList());
        assertThat(code).isIn(0, Moments.HALTED, Agent.DIED);
        killed += code == Moments.HALTED ? 1 : 0;
        return code == 0 ? end(server, from, config) : Optional.empty();
    }

    private static Optional<Reported.ConfigStatus> end(FakeOpampServer server, int from, String config) {
        List<ReceivedMessage> all = server.messages();
        return all.subList(from, all.size()).stream()
                .flatMap(message -> message.remoteConfigStatus().stream())
                .reduce((older, newer) -> newer)
                .filter(status -> status.hash().equals(Bytes.utf8(config)) && status.status() != Reported.APPLYING);
    }

    /** Whenever the process ended: what its store has as applied is what was found good, the last one or this one. */
    private void check(String config) throws IOException {
        Optional<RemoteConfig> stored =
                ChildProcess.left(directory.resolve("state")).map(ClientState::remoteConfig);
        String kept = stored.map(ConfigCrashTest::text).orElse("");
        assertThat(kept).isIn(config.startsWith("good") ? Set.of(last, config) : Set.of(last));
    }

    private static String text(RemoteConfig config) {
        ConfigFile file = config.files().get("");
        return file == null ? "" : file.text();
    }

    /** A program that runs with what its file says, which is what it has applied last. */
    static final class Agent {
        static final int DIED = 10;

        private Agent() {}

        /** Takes the endpoint, the directory, and at which moment to halt; 0 for none. */
        public static void main(String[] args) throws Exception {
            Path directory = Path.of(args[1]);
            Moments moments = new Moments(Integer.parseInt(args[2]));
            Files.deleteIfExists(directory.resolve("running"));
            OpampClient client = OpampClient.builder(URI.create(args[0]))
                    .agent(AgentDescription.of("killed", "1"))
                    .stateStore(moments.around(StateStore.file(directory.resolve("state"))))
                    .callbacks(new OpampCallbacks() {
                        @Override
                        public ConfigOutcome onRemoteConfig(OpampClient opamp, RemoteConfig config) {
                            return apply(directory, text(config), moments);
                        }
                    })
                    .effectiveConfigSupplier(() -> EffectiveConfig.of(ConfigFile.yaml(running(directory))))
                    .lastKnownGood(LastKnownGood.probedBy(() -> health(directory))
                            .window(Duration.ofSeconds(2))
                            .interval(Duration.ofSeconds(2))
                            .build())
                    .build();
            client.start();
            ChildProcess.awaitEndOfInput();
            client.close();
        }

        private static ConfigOutcome apply(Path directory, String config, Moments moments) {
            moments.pass();
            try {
                Files.writeString(
                        directory.resolve("applied"),
                        config + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                if (config.startsWith("refused")) {
                    return ConfigOutcome.failed("cannot be used");
                }
                Path next = directory.resolve("running.next");
                Files.writeString(next, config);
                Files.move(next, directory.resolve("running"), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            moments.pass();
            return ConfigOutcome.applied();
        }

        private static HealthProbe.Answer health(Path directory) {
            String config = running(directory);
            if (config.startsWith("deadly")) {
                Runtime.getRuntime().halt(DIED);
            }
            return config.startsWith("sick") ? HealthProbe.Answer.unhealthy("sick") : HealthProbe.Answer.healthy();
        }

        /** Returns what runs; empty if nothing does. */
        static String running(Path directory) {
            try {
                Path running = directory.resolve("running");
                return Files.exists(running) ? Files.readString(running) : "";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Returns what was ever applied, in order. */
        static List<String> applied(Path directory) throws IOException {
            Path applied = directory.resolve("applied");
            return Files.exists(applied) ? Files.readAllLines(applied) : List.of();
        }
    }
}
