package io.amp4j.opamp.simulation;

import static io.amp4j.opamp.simulation.SimulatedAgent.millis;
import static io.amp4j.opamp.simulation.SimulatedAgent.seconds;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.codec.PackageStatuses;
import io.amp4j.opamp.internal.codec.PackageStatuses.State;
import io.amp4j.opamp.internal.codec.PackagesFormat;
import io.amp4j.opamp.internal.codec.PackagesMemory;
import io.amp4j.opamp.internal.codec.PackagesOffer;
import io.amp4j.opamp.internal.session.Event;
import io.amp4j.opamp.internal.session.PackageReport;
import io.amp4j.opamp.internal.session.PackageReport.Download;
import io.amp4j.opamp.internal.session.PackageTask;
import io.amp4j.opamp.internal.session.PackageTask.Change;
import io.amp4j.opamp.internal.session.PackageTerms;
import io.amp4j.opamp.packages.InstalledPackage;
import io.amp4j.opamp.packages.OfferedPackage;
import io.amp4j.opamp.packages.PackagePolicy;
import io.amp4j.opamp.simulation.OfferedVersion.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The packages of one agent: their disk, which outlives its processes, and who works on it. Nothing is installed that was not verified, one
 * change is under way at a time, and what is known to be bad is not taken again.
 */
final class SimulatedPackages implements PackageTask.Handler {

    /** A version as it is told from others. */
    private record Key(String name, Hash hash, Hash content) {
        static Key of(OfferedPackage offered) {
            return new Key(offered.name(), offered.hash(), offered.contentHash());
        }
    }

    private final SimulatedAgent agent;
    private final Timeline timeline;
    private final SplittableRandom random;
    private final FaultSource faults;
    private final PackageTerms terms;
    private final boolean hasStore;

    // What is on the disk.
    private final Map<String, OfferedPackage> active = new TreeMap<>();
    private final Map<String, OfferedPackage> before = new TreeMap<>();
    private final Map<String, OfferedPackage> ready = new TreeMap<>();
    private final Set<String> files = new HashSet<>();

    // What the process does.
    private final Map<Long, PackageTask.Download> downloads = new HashMap<>();
    private final Set<Long> cancelled = new HashSet<>();
    private boolean changing;
    private @Nullable OfferedPackage underWay;
    private long lastProbe;
    private long busyUntil;
    private PackagesMemory memory = PackagesMemory.NONE;

    // What the invariants are about.
    private final Set<Key> condemned = new HashSet<>();
    private final Set<Key> troubled = new HashSet<>();

    SimulatedPackages(
            SimulatedAgent agent, Timeline timeline, SplittableRandom random, FaultSource faults, boolean hasStore) {
        this.agent = agent;
        this.timeline = timeline;
        this.random = random;
        this.faults = faults;
        this.hasStore = hasStore;
        PackagePolicy.Builder policy = PackagePolicy.builder()
                .requiresSignature(random.nextBoolean())
                .allowsDowngrade(random.nextInt(4) > 0)
                .removesUnoffered(random.nextBoolean())
                .parallelism(1 + random.nextInt(3))
                .maxAttempts(1 + random.nextInt(6));
        if (random.nextInt(4) == 0) {
            policy.names(List.of("agent", ""));
        }
        this.terms = new PackageTerms(policy.build(), random.nextInt(4) > 0, Duration.ofSeconds(60));
    }

    PackageTerms terms() {
        return terms;
    }

    /** The process is gone, with what it knew and did. */
    void processDied(Bytes stored) {
        PackagesMemory.Journal journal = memory.journal();
        if (journal != null) {
            troubled.add(Key.of(journal.offered()));
        }
        downloads.clear();
        cancelled.clear();
        changing = false;
        underWay = null;
        busyUntil = 0;
        memory = PackagesFormat.decode(stored);
        condemned.clear();
        rememberWhatIsBad();
    }

    /** Tells the session what there is, which comes before its start. */
    void start() {
        agent.on(new Event.PackagesReported(new PackageReport.Installed(installed(), null)));
    }

    /** Some version may end the process, now that it runs. */
    void started() {
        PackagesMemory.Journal journal = memory.journal();
        if (journal != null && isActive(journal.offered())) {
            mayEndTheProcess(journal.offered());
        }
    }

    /** The session wants this to be saved. */
    void saving(Bytes state) {
        memory = PackagesFormat.decode(state);
        // Another version under its name is a new beginning, whatever comes of that.
        condemned.removeIf(key -> !isOffered(key));
        rememberWhatIsBad();
    }

    private void rememberWhatIsBad() {
        memory.failures().forEach((name, failure) -> {
            Key key = new Key(name, failure.hash(), failure.contentHash());
            if (failure.isBad() && isOffered(key)) {
                condemned.add(key);
            }
        });
    }

    private boolean isOffered(Key key) {
        PackagesOffer offer = memory.offer();
        PackagesOffer.Item item = offer == null ? null : offer.packages().get(key.name());
        return item != null
                && item.hash().equals(key.hash())
                && item.contentHash().equals(key.content());
    }

    private List<InstalledPackage> installed() {
        return active.values().stream().map(InstalledPackage::from).toList();
    }

    private boolean isActive(OfferedPackage offered) {
        OfferedPackage has = active.get(offered.name());
        return has != null && Key.of(has).equals(Key.of(offered));
    }

    private void report(PackageReport report) {
        if (!agent.terminated) {
            agent.on(new Event.PackagesReported(report));
        }
    }

    // ---- downloads

    private static String fileOf(OfferedPackage offered) {
        return offered.name() + " " + offered.contentHash();
    }

    @Override
    public void download(PackageTask.Download task) {
        downloads.put(task.number(), task);
        int running = downloads.size() - cancelled.size();
        agent.check(running <= terms.policy().parallelism(), running + " downloads at a time");
        agent.check(!condemned.contains(Key.of(task.offered())), "downloads again what is bad: " + task.offered());
        if (files.contains(fileOf(task.offered()))) {
            agent.later(millis(random.nextInt(50)), () -> downloaded(task, Download.DONE, "", null));
            return;
        }
        long takes =
                chance(faults.faults().packages().slow()) ? seconds(random.nextInt(300)) : millis(random.nextInt(3000));
        agent.later(takes / 2, () -> {
            if (downloads.containsKey(task.number())) {
                report(new PackageReport.Progress(task.number(), 1 << 20, random.nextBoolean() ? -1 : 2 << 20));
            }
        });
        agent.later(takes, () -> end(task));
    }

    private void end(PackageTask.Download task) {
        PackageFaults now = faults.faults().packages();
        Kind kind = Kind.of(task.offered());
        if (cancelled.contains(task.number()) && random.nextBoolean()) {
            downloaded(task, Download.RETRY, "it was cancelled", null);
        } else if (faults.isPartitioned() || chance(now.cut())) {
            downloaded(task, Download.RETRY, "the connection is lost", null);
        } else if (chance(now.refused())) {
            boolean passes = random.nextBoolean();
            String retryAfter = passes && random.nextBoolean() ? Integer.toString(random.nextInt(120)) : null;
            downloaded(task, passes ? Download.RETRY : Download.FAILED, "status " + (passes ? 503 : 404), retryAfter);
        } else if (kind == Kind.MISSING) {
            downloaded(task, Download.FAILED, "status 404", null);
        } else if (kind == Kind.CORRUPT || chance(now.wrongBytes())) {
            troubled.add(Key.of(task.offered()));
            downloaded(task, Download.BAD, "its SHA-256 is wrong", null);
        } else {
            files.add(fileOf(task.offered()));
            downloaded(task, Download.DONE, "", null);
        }
    }

    private void downloaded(PackageTask.Download task, Download result, String why, @Nullable String retryAfter) {
        downloads.remove(task.number());
        cancelled.remove(task.number());
        report(new PackageReport.Downloaded(task.number(), result, why, retryAfter, agent.wallTime()));
    }

    @Override
    public void cancelDownload(PackageTask.CancelDownload task) {
        if (downloads.containsKey(task.number())) {
            cancelled.add(task.number());
        }
    }

    @Override
    public void keep(PackageTask.Keep task) {
        Set<String> kept =
                task.offered().stream().map(SimulatedPackages::fileOf).collect(Collectors.toSet());
        inTurn(millis(1), () -> files.retainAll(kept));
    }

    // ---- changes

    /** One after the other. */
    private void inTurn(long nanos, Runnable what) {
        busyUntil = Math.max(busyUntil, timeline.now()) + nanos;
        agent.later(busyUntil - timeline.now(), what);
    }

    @Override
    public void apply(PackageTask.Apply task) {
        OfferedPackage offered = task.offered();
        agent.check(!changing, "changes two things at a time");
        changing = true;
        switch (task.change()) {
            case INSTALL -> {
                mustBeFree(task);
                mustBeVerified(offered);
                underWay = offered;
            }
            case ACTIVATE -> {
                agent.check(offered.equals(underWay), "activates another version than the one it has installed");
                mustBeVerified(offered);
            }
            case ROLL_BACK -> {
                underWay = offered;
                condemned.add(Key.of(offered));
            }
            case RELABEL, UNINSTALL -> mustBeFree(task);
        }
        inTurn(random.nextInt(10) == 0 ? seconds(random.nextInt(60)) : millis(random.nextInt(500)), () -> done(task));
    }

    private void mustBeFree(PackageTask.Apply task) {
        agent.check(underWay == null, task.change() + " while another version is on trial");
    }

    private void mustBeVerified(OfferedPackage offered) {
        Kind kind = Kind.of(offered);
        agent.check(!condemned.contains(Key.of(offered)), "installs again what is bad: " + offered);
        agent.check(kind.isVerifiable(terms.policy().requiresSignature()), "installs what is not verified: " + offered);
        agent.check(terms.policy().allows(offered.name()), "installs what it does not take");
    }

    private void done(PackageTask.Apply task) {
        PackageFaults now = faults.faults().packages();
        if (chance(now.crash())) {
            agent.crash();
            return;
        }
        boolean fails = chance(now.installer())
                || (task.change() == Change.INSTALL && Kind.of(task.offered()) == Kind.UNINSTALLABLE);
        if (fails) {
            if (task.change() == Change.ACTIVATE) {
                troubled.add(Key.of(task.offered()));
            }
        } else {
            perform(task);
        }
        if (chance(now.crash())) {
            agent.crash();
            return;
        }
        changing = false;
        boolean isOver = switch (task.change()) {
            case INSTALL -> fails;
            case ACTIVATE -> !fails && !terms.probes();
            case ROLL_BACK -> true;
            case RELABEL, UNINSTALL -> false;
        };
        if (isOver) {
            underWay = null;
        }
        report(new PackageReport.Applied(task.number(), !fails, fails ? "the disk is full" : "", installed()));
    }

    /** As an installer does that keeps the version before. */
    private void perform(PackageTask.Apply task) {
        OfferedPackage offered = task.offered();
        String name = offered.name();
        switch (task.change()) {
            case INSTALL -> {
                agent.check(files.remove(fileOf(offered)), "installs what is not downloaded: " + offered);
                ready.put(name, offered);
            }
            case ACTIVATE -> {
                agent.check(offered.equals(ready.get(name)), "activates what is not ready: " + offered);
                OfferedPackage has = active.put(name, offered);
                if (has != null && !has.contentHash().equals(offered.contentHash())) {
                    before.put(name, has);
                }
                mayEndTheProcess(offered);
            }
            case ROLL_BACK -> {
                if (isActive(offered)) {
                    OfferedPackage back = before.get(name);
                    if (back == null || back.contentHash().equals(offered.contentHash())) {
                        active.remove(name);
                    } else {
                        active.put(name, back);
                        agent.check(!condemned.contains(Key.of(back)), "goes back to what is bad: " + back);
                    }
                }
            }
            case RELABEL -> {
                OfferedPackage has = active.get(name);
                agent.check(has != null && has.contentHash().equals(offered.contentHash()), "names other content anew");
                active.put(name, offered);
            }
            case UNINSTALL -> {
                active.remove(name);
                before.remove(name);
                ready.remove(name);
            }
        }
    }

    private void mayEndTheProcess(OfferedPackage offered) {
        // Without a store or probe nobody would ever find out.
        if (Kind.of(offered) == Kind.DEADLY && hasStore && terms.probes()) {
            agent.later(millis(random.nextInt(20_000)), () -> {
                if (isActive(offered)) {
                    agent.crash();
                }
            });
        }
    }

    // ---- health

    @Override
    public void probe(PackageTask.Probe task) {
        PackagesMemory.Journal journal = memory.journal();
        agent.check(journal != null, "is on trial with nothing");
        if (journal == null) {
            return;
        }
        OfferedPackage offered = journal.offered();
        agent.check(isActive(offered), "is on trial with what is not active: " + offered);
        underWay = offered;
        lastProbe = task.number();
        Kind kind = Kind.of(offered);
        boolean isHealthy = kind != Kind.SICK
                && kind != Kind.DEADLY
                && !chance(faults.faults().packages().unhealthy());
        if (!isHealthy) {
            troubled.add(Key.of(offered));
        }
        if (!isHealthy && random.nextInt(20) == 0) {
            return; // it hangs
        }
        agent.later(millis(random.nextInt(1000)), () -> {
            if (isHealthy && lastProbe == task.number() && offered.equals(underWay) && !changing) {
                underWay = null;
            }
            report(new PackageReport.Probed(task.number(), isHealthy, isHealthy ? "" : "the port is closed"));
        });
    }

    // ---- what is reported

    /** Looks at what the agent says of its packages. */
    void reported(PackageStatuses statuses) {
        statuses.packages().forEach((name, status) -> {
            agent.check(
                    status.version().isEmpty() == status.hash().isEmpty(), "reports half a version of '" + name + "'");
            agent.check(
                    status.error().isEmpty() == (status.state() != State.FAILED), "reports an error without a failure");
            agent.check(
                    (status.progress() != null) == (status.state() == State.DOWNLOADING),
                    "reports progress without a download");
            agent.check(!status.offeredHash().isEmpty(), "reports '" + name + "' without an offer");
        });
        agent.check(
                statuses.packages().keySet().containsAll(active.keySet()) || changing,
                "reports " + statuses.packages().keySet() + " and not " + active.keySet());
    }

    /** After all faults: what is offered is there, or has failed for a reason of its own, and the server knows. */
    void mustBeInPlace(PackagesOffer offer, @Nullable PackageStatuses believed) {
        agent.check(
                believed != null && believed.offeredAll().equals(offer.allPackagesHash()),
                "has not heard of the packages, or has not said so");
        if (believed == null) {
            return;
        }
        agent.check(underWay == null && !changing, "never comes to the end of a package");
        offer.packages().forEach((name, item) -> {
            PackageStatuses.Status status = believed.packages().get(name);
            agent.check(status != null, "reports nothing about '" + name + "'");
            if (status != null) {
                mustBeInPlace(name, item, status);
            }
        });
        active.forEach((name, has) -> {
            PackageStatuses.Status status = believed.packages().get(name);
            agent.check(
                    status != null
                            && status.version().equals(has.version())
                            && status.hash().equals(has.hash()),
                    "reports " + status + " and has " + has);
            agent.check(
                    Kind.of(has).isVerifiable(terms.policy().requiresSignature()), "has what was not verified: " + has);
            agent.check(!terms.policy().removesUnoffered() || offer.packages().containsKey(name), "still has " + has);
        });
    }

    private void mustBeInPlace(String name, PackagesOffer.Item item, PackageStatuses.Status status) {
        OfferedPackage has = active.get(name);
        boolean isThere = has != null && has.hash().equals(item.hash());
        if (status.state() == State.INSTALLED) {
            agent.check(isThere, "reports what it has not: " + status);
            return;
        }
        agent.check(status.state() == State.FAILED, "never comes to an end with '" + name + "': " + status);
        agent.check(!isThere, "has '" + name + "', which failed: " + status);
        String version = item.version();
        boolean isGood = version.endsWith("-good");
        boolean isRefused = !terms.policy().allows(name) || !terms.policy().allowsDowngrade();
        boolean isBad = condemned.contains(new Key(name, item.hash(), item.contentHash()));
        boolean wasInTrouble = troubled.contains(new Key(name, item.hash(), item.contentHash()));
        agent.check(
                !isGood || isRefused || (isBad && wasInTrouble),
                "a version that works is not there: " + version + " of '" + name + "': " + status);
    }

    private boolean chance(int outOfThousand) {
        return random.nextInt(1000) < outOfThousand;
    }
}
