package io.amp4j.opamp.internal.session;

import static io.amp4j.fuzz.ProtobufDamage.field;
import static io.amp4j.fuzz.ProtobufDamage.join;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.amp4j.fuzz.Fuzzer;
import io.amp4j.fuzz.ProtobufDamage;
import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.internal.codec.Decoded;
import io.amp4j.opamp.internal.codec.FieldLimits;
import io.amp4j.opamp.internal.codec.PackagesFormat;
import io.amp4j.opamp.internal.codec.PackagesMemory;
import io.amp4j.opamp.internal.codec.ServerMessage;
import io.amp4j.opamp.internal.codec.ServerMessageDecoder;
import io.amp4j.opamp.internal.codec.StateFormat;
import io.amp4j.opamp.internal.session.PackageTask.Change;
import io.amp4j.opamp.packages.InstalledPackage;
import io.amp4j.opamp.packages.OfferedPackage;
import io.amp4j.opamp.packages.PackagePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Offers of packages, and what is remembered of them, through the session of an agent that takes packages and is restarted in the middle. */
class PackagesFuzzTest {
    private static final InstanceUid UID = InstanceUid.parse("01890a5d-ac96-774b-bcce-b302099a8057");
    private static final Instant WALL = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<PackageReport.Download> FAILURES =
            List.of(PackageReport.Download.RETRY, PackageReport.Download.FAILED, PackageReport.Download.BAD);
    private static final int PARALLELISM = 2;
    private static final int STEPS = 40;
    /** Beside what it says of the offer. */
    private static final int MOST_SENT = 4_000;

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] item(String name, int type, String version, byte[] file) {
        byte[] available =
                join(field(1, type), field(2, text(version)), file, field(4, text("hash of " + name + version)));
        return field(1, join(field(1, text(name)), field(2, available)));
    }

    private static byte[] file(String content) {
        byte[] headers = field(1, field(1, join(field(1, text("X-Token")), field(2, text("secret")))));
        return field(
                3,
                join(
                        field(1, text("https://files.example/" + content)),
                        field(2, text((content + "-".repeat(32)).substring(0, 32))),
                        field(3, text("signature")),
                        field(4, headers)));
    }

    private static byte[] packages(byte[]... items) {
        return join(join(items), field(2, text("all")));
    }

    private static byte[][] offers() {
        return new byte[][] {
            packages(item("", 0, "1.0.0", file("one"))),
            packages(item("a", 0, "1.0.0", file("one")), item("b", 1, "2.0.0-rc.1", file("two"))),
            packages(
                    item("a", 0, "1.1.0", file("one")),
                    item("b", 1, "2.0.0", file("three")),
                    item("c", 1, "1", file("c"))),
            packages(item("a", 1, "v0.9+build", file("nine")), item("b", 0, "2.0.0", new byte[0])),
            packages()
        };
    }

    private static byte[][] messages() {
        byte[] uid = field(1, UID.toBytes().toByteArray());
        return Arrays.stream(offers())
                .map(offer -> join(uid, field(5, offer), field(7, 127)))
                .toArray(byte[][]::new);
    }

    @Test
    void survivesAnyOffer(TestInfo test) {
        Fuzzer.run(test, 10, new ProtobufDamage(messages()), bytes -> {
            Decoded decoded = ServerMessageDecoder.decode(bytes, FieldLimits.fields(1 << 20));
            if (!(decoded instanceof ServerMessage message)) {
                return false;
            }
            SplittableRandom random = new SplittableRandom(Arrays.hashCode(bytes));
            Disk disk = new Disk();
            new Agent(disk, random, bytes.length).hear(message, 1 + random.nextInt(STEPS));
            // Whatever it was at: the next process goes on with it.
            new Agent(disk, random, bytes.length).hear(message, STEPS);
            return !disk.verified.isEmpty();
        });
    }

    private static byte[] memory(boolean full) {
        ServerMessage message = (ServerMessage) ServerMessageDecoder.decode(messages()[1], FieldLimits.fields(1 << 20));
        Hash hash = new Hash(Bytes.utf8("hash of a1.0.0"));
        Hash content = new Hash(Bytes.utf8("-".repeat(32)));
        PackagesMemory memory = full
                ? new PackagesMemory(
                        message.packages(),
                        hash,
                        Map.of("a", new PackagesMemory.Failure(hash, content, "no", true)),
                        Map.of("b", List.of(new PackagesMemory.Failure(hash, content, "no", true))),
                        new PackagesMemory.Journal(
                                OfferedPackage.builder("b")
                                        .version("2")
                                        .hash(hash)
                                        .contentHash(content)
                                        .build(),
                                2,
                                1),
                        "")
                : new PackagesMemory(message.packages(), Hash.EMPTY, Map.of(), Map.of(), null, "no");
        return PackagesFormat.encode(memory).toByteArray();
    }

    @Test
    void survivesAnyMemory(TestInfo test) {
        Fuzzer.run(test, 5, new ProtobufDamage(memory(true), memory(false)), bytes -> {
            PackagesMemory memory = PackagesFormat.decode(Bytes.of(bytes));
            if (memory.equals(PackagesMemory.NONE)) {
                return false;
            }
            Fuzzer.must(
                    PackagesFormat.decode(PackagesFormat.encode(memory)).equals(memory),
                    "written and read it is another memory");
            Disk disk = new Disk();
            disk.state = ClientState.initial(UID).withPackages(Bytes.of(bytes));
            new Agent(disk, new SplittableRandom(Arrays.hashCode(bytes)), bytes.length).work(STEPS);
            return true;
        });
    }

    /** What outlives a process. */
    private static final class Disk {
        private final Map<String, OfferedPackage> active = new TreeMap<>();
        private final Set<Hash> verified = new HashSet<>();
        private @Nullable ClientState state;
    }

    /** A process with a session that is connected, and does what the session wants, well or badly. */
    private static final class Agent {
        private final Disk disk;
        private final SplittableRandom random;
        private final int offered;
        private final Session session;
        private final Queue<Event> coming = new ArrayDeque<>();
        private final List<PackageTask> tasks = new ArrayList<>();
        private long now;
        private long armed = Long.MAX_VALUE;
        private int connection;

        Agent(Disk disk, SplittableRandom random, int offered) {
            this.disk = disk;
            this.random = random;
            this.offered = offered;
            PackageTerms terms = new PackageTerms(
                    PackagePolicy.builder()
                            .requiresSignature(random.nextBoolean())
                            .allowsDowngrade(random.nextBoolean())
                            .removesUnoffered(random.nextBoolean())
                            .parallelism(PARALLELISM)
                            .build(),
                    random.nextBoolean(),
                    Duration.ofSeconds(10));
            session = new Session(
                    SessionConfig.builder(false, AgentDescription.of("fuzzed", "1"))
                            .instanceUid(UID)
                            .capabilities(AgentCapability.mask(List.of(
                                    AgentCapability.REPORTS_STATUS,
                                    AgentCapability.REPORTS_HEARTBEAT,
                                    AgentCapability.ACCEPTS_PACKAGES,
                                    AgentCapability.REPORTS_PACKAGE_STATUSES)))
                            .packages(terms)
                            .build(),
                    random);
            take(new Event.PackagesReported(new PackageReport.Installed(installed(), null)));
            take(new Event.Started(WALL, disk.state));
        }

        private List<InstalledPackage> installed() {
            return disk.active.values().stream().map(InstalledPackage::from).toList();
        }

        void hear(ServerMessage message, int steps) {
            take(new Event.Received(connection, message, offered));
            work(steps);
        }

        /** Does one thing after the other that is wanted, or else lets time pass. */
        void work(int steps) {
            for (int step = 0; step < steps; step++) {
                if (!tasks.isEmpty()) {
                    done(tasks.remove(random.nextInt(tasks.size())));
                } else if (armed < Long.MAX_VALUE) {
                    Fuzzer.must(armed > now || step < STEPS / 2, "time stands still");
                    now = Math.max(now, armed);
                    armed = Long.MAX_VALUE;
                    take(new Event.TimerFired());
                }
            }
        }

        private void done(PackageTask task) {
            if (task instanceof PackageTask.Download download) {
                PackageReport.Download result = random.nextBoolean()
                        ? PackageReport.Download.DONE
                        : FAILURES.get(random.nextInt(FAILURES.size()));
                if (result == PackageReport.Download.DONE) {
                    disk.verified.add(download.offered().contentHash());
                }
                report(new PackageReport.Progress(download.number(), random.nextInt(), random.nextInt()));
                report(new PackageReport.Downloaded(download.number(), result, "no", "5", WALL));
            } else if (task instanceof PackageTask.Probe probe) {
                report(new PackageReport.Probed(probe.number(), random.nextBoolean(), "sick"));
            } else if (task instanceof PackageTask.Apply apply) {
                boolean isDone = random.nextInt(4) > 0;
                if (isDone) {
                    perform(apply);
                }
                report(new PackageReport.Applied(apply.number(), isDone, "no", installed()));
            }
        }

        private void perform(PackageTask.Apply task) {
            switch (task.change()) {
                case INSTALL -> {}
                case ACTIVATE, RELABEL -> disk.active.put(task.offered().name(), task.offered());
                case ROLL_BACK, UNINSTALL -> disk.active.remove(task.offered().name());
            }
        }

        private void report(PackageReport report) {
            take(new Event.PackagesReported(report));
        }

        private void take(Event event) {
            List<Effect> next = session.on(event, now);
            while (true) {
                Fuzzer.must(next.size() < 200, next.size() + " effects");
                next.forEach(this::perform);
                Event then = coming.poll();
                if (then == null) {
                    return;
                }
                next = session.on(then, now);
            }
        }

        private void perform(Effect effect) {
            if (effect instanceof Effect.Connect connect) {
                connection = connect.connection();
                coming.add(new Event.WorkStarted(connection));
                coming.add(new Event.Opened(connection));
            } else if (effect instanceof Effect.Send send) {
                // What is wrong is said of each package, whose name may be all that there is of it.
                int most = MOST_SENT
                        + 40 * offered
                        + (disk.state == null ? 0 : 2 * disk.state.packages().size());
                Fuzzer.must(send.encoded().length < most, "a report of " + send.encoded().length + " bytes");
                coming.add(new Event.WorkStarted(connection));
                coming.add(new Event.Written(connection));
            } else if (effect instanceof Effect.Close close) {
                coming.add(new Event.Closed(connection, close.code(), close.reason()));
            } else if (effect instanceof Effect.ArmTimer timer) {
                armed = timer.at();
            } else if (effect instanceof Effect.Persist persist) {
                saved(persist.state());
            } else if (effect instanceof Effect.PackageWork work) {
                wanted(work.task());
            } else if (effect instanceof Effect.Notify notify && notify.notice() instanceof Notice.Warning warning) {
                Fuzzer.checkMessage(warning.text());
            }
        }

        private void saved(ClientState state) {
            disk.state = state;
            Fuzzer.must(
                    StateFormat.decode(StateFormat.encode(state)).equals(new StateFormat.Stored.Usable(state)),
                    "a state is stored that cannot be read");
            Fuzzer.must(
                    PackagesFormat.encode(PackagesFormat.decode(state.packages()))
                            .equals(state.packages()),
                    "packages are stored that cannot be read");
            coming.add(new Event.Persisted(state, true));
        }

        private void wanted(PackageTask task) {
            if (task instanceof PackageTask.CancelDownload cancel) {
                tasks.removeIf(other ->
                        other instanceof PackageTask.Download download && download.number() == cancel.number());
            } else if (task instanceof PackageTask.Download download) {
                Fuzzer.must(
                        download.offered().contentHash().bytes().size() == 32
                                && !download.file().url().isEmpty(),
                        "downloads what cannot be verified");
                tasks.add(task);
            } else if (task instanceof PackageTask.Apply apply) {
                Fuzzer.must(
                        apply.change() != Change.INSTALL
                                || disk.verified.contains(apply.offered().contentHash()),
                        "installs what was not verified");
                tasks.add(task);
            } else if (task instanceof PackageTask.Probe) {
                tasks.add(task);
            }
            Fuzzer.must(
                    tasks.stream()
                                    .filter(PackageTask.Download.class::isInstance)
                                    .count()
                            <= PARALLELISM,
                    "too many downloads");
            Fuzzer.must(
                    tasks.stream().filter(PackageTask.Apply.class::isInstance).count() <= 1, "two changes at a time");
        }
    }
}
