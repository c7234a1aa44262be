package io.amp4j.opamp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.codec.AgentMessage;
import io.amp4j.opamp.internal.codec.PackageStatuses;
import io.amp4j.opamp.internal.codec.PackagesOffer;
import io.amp4j.opamp.packages.InstalledPackage;
import io.amp4j.opamp.packages.OfferedPackage;
import io.amp4j.opamp.packages.PackagePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Plays the worker and the disk of an agent that takes packages; the disk outlives the agent. */
final class PackageRig {

    static final Duration WINDOW = Duration.ofSeconds(60);
    static final PackagePolicy.Builder POLICY = PackagePolicy.builder().requiresSignature(false);

    /** What is active and what would be active again, by name. */
    final Map<String, OfferedPackage> active = new TreeMap<>();

    final Map<String, OfferedPackage> before = new TreeMap<>();
    final Map<String, InstalledPackage> local = new TreeMap<>();

    /** What an installer refuses. */
    Predicate<PackageTask.Apply> refuses = task -> false;

    /** Every version that ever became active, in order. */
    final List<OfferedPackage> activated = new ArrayList<>();

    final PackageTerms terms;
    Rig rig;
    private int taken;

    PackageRig(PackageTerms terms) {
        this.terms = terms;
        this.rig = newRig();
    }

    static PackageRig of(UnaryOperator<PackagePolicy.Builder> policy) {
        return new PackageRig(new PackageTerms(
                policy.apply(PackagePolicy.builder().requiresSignature(false)).build(), false, WINDOW));
    }

    static PackageRig withProbe() {
        return new PackageRig(new PackageTerms(
                PackagePolicy.builder().requiresSignature(false).build(), true, WINDOW));
    }

    private Rig newRig() {
        SessionConfig.Builder config = Rig.config(false)
                .packages(terms)
                .capabilities(AgentCapability.mask(List.of(
                        AgentCapability.REPORTS_STATUS,
                        AgentCapability.REPORTS_HEARTBEAT,
                        AgentCapability.ACCEPTS_PACKAGES,
                        AgentCapability.REPORTS_PACKAGE_STATUSES)));
        return new Rig(config.build(), 1);
    }

    List<InstalledPackage> installed() {
        Map<String, InstalledPackage> all = new TreeMap<>(local);
        active.forEach((name, offered) -> all.put(name, InstalledPackage.from(offered)));
        return List.copyOf(all.values());
    }

    /** Returns the version that is active, empty if there is none. */
    String activeVersion(String name) {
        OfferedPackage offered = active.get(name);
        return offered == null ? "" : offered.version();
    }

    static PackageStatuses.Status status(PackageStatuses all, String name) {
        return Objects.requireNonNull(all.packages().get(name), name);
    }

    PackageRig start() {
        return start(null);
    }

    PackageRig start(@Nullable ClientState restored) {
        taken = 0;
        rig.on(new Event.PackagesReported(new PackageReport.Installed(installed(), null)));
        rig.started(restored);
        rig.written().reply();
        return this;
    }

    /** Ends the process without a word, and starts another one with what was saved and what is on the disk. */
    PackageRig kill() {
        ClientState left = rig.saved;
        rig = newRig();
        return start(left);
    }

    static Hash hash(String text) {
        return new Hash(Bytes.utf8(text));
    }

    /** Returns something of the size of a SHA-256. */
    static Hash content(String text) {
        return new Hash(Bytes.utf8((text + "-".repeat(32)).substring(0, 32)));
    }

    static PackagesOffer.Item item(String version) {
        return item(version, "https://files.example/" + version);
    }

    static PackagesOffer.Item item(String version, String url) {
        return new PackagesOffer.Item(
                PackagesOffer.Type.TOP_LEVEL,
                version,
                new PackagesOffer.File(url, content(version), Bytes.EMPTY, List.of()),
                hash(version));
    }

    /** Returns an offer of names and versions in turn, with the hash of all of them. */
    static PackagesOffer offer(String... namesAndVersions) {
        Map<String, PackagesOffer.Item> items = new LinkedHashMap<>();
        for (int i = 0; i < namesAndVersions.length; i += 2) {
            items.put(namesAndVersions[i], item(namesAndVersions[i + 1]));
        }
        return new PackagesOffer(items, hash(String.join(",", namesAndVersions)));
    }

    PackageRig offers(PackagesOffer offer) {
        rig.reply(message -> message.packages(offer));
        return this;
    }

    PackageRig offers(String... namesAndVersions) {
        return offers(offer(namesAndVersions));
    }

    /** Returns whose downloads are kept, by the newest word on it. */
    List<String> kept() {
        return rig.done(Effect.PackageWork.class).stream()
                .map(Effect.PackageWork::task)
                .filter(PackageTask.Keep.class::isInstance)
                .map(PackageTask.Keep.class::cast)
                .reduce((older, newer) -> newer)
                .orElseThrow()
                .offered()
                .stream()
                .map(offered -> offered.name() + " " + offered.version())
                .toList();
    }

    /** Returns the tasks since the last call, but for those that tidy up. */
    List<PackageTask> tasks() {
        List<PackageTask> all = rig.done(Effect.PackageWork.class).stream()
                .map(Effect.PackageWork::task)
                .filter(task -> !(task instanceof PackageTask.Keep))
                .toList();
        List<PackageTask> fresh = all.subList(taken, all.size());
        taken = all.size();
        return fresh;
    }

    /** Returns the only task since the last call. */
    <T extends PackageTask> T task(Class<T> kind) {
        List<PackageTask> fresh = tasks();
        assertThat(fresh).hasSize(1).first().isInstanceOf(kind);
        return kind.cast(fresh.get(0));
    }

    PackageRig report(PackageReport report) {
        rig.on(new Event.PackagesReported(report));
        if (rig.isSendOutstanding()) {
            rig.written();
        }
        return this;
    }

    PackageRig downloaded(PackageTask.Download task) {
        return downloaded(task, PackageReport.Download.DONE, "");
    }

    PackageRig downloaded(PackageTask.Download task, PackageReport.Download result, String reason) {
        return report(new PackageReport.Downloaded(task.number(), result, reason, null, Rig.WALL));
    }

    /** Does to the disk what a task wants. */
    void perform(PackageTask.Apply task) {
        String name = task.offered().name();
        switch (task.change()) {
            case INSTALL -> {}
            case ACTIVATE -> {
                OfferedPackage old = active.put(name, task.offered());
                if (old != null && !old.equals(task.offered())) {
                    before.put(name, old);
                }
                activated.add(task.offered());
            }
            case ROLL_BACK -> {
                if (task.offered().equals(active.get(name))) {
                    OfferedPackage old = before.get(name);
                    if (old == null) {
                        active.remove(name);
                    } else {
                        active.put(name, old);
                    }
                }
            }
            case RELABEL -> active.put(name, task.offered());
            case UNINSTALL -> {
                active.remove(name);
                before.remove(name);
            }
        }
    }

    PackageRig applied(PackageTask.Apply task) {
        boolean refused = refuses.test(task);
        if (!refused) {
            perform(task);
        }
        return report(new PackageReport.Applied(task.number(), !refused, refused ? "no" : "", installed()));
    }

    PackageRig probed(PackageTask.Probe task, boolean healthy) {
        return report(new PackageReport.Probed(task.number(), healthy, healthy ? "" : "port closed"));
    }

    /** Does everything that is wanted, until nothing more is. */
    PackageRig doAll() {
        for (List<PackageTask> fresh = tasks(); !fresh.isEmpty(); fresh = tasks()) {
            for (PackageTask task : fresh) {
                if (task instanceof PackageTask.Download download) {
                    downloaded(download);
                } else if (task instanceof PackageTask.Apply apply) {
                    applied(apply);
                } else if (task instanceof PackageTask.Probe probe) {
                    probed(probe, true);
                }
            }
        }
        return settle();
    }

    /** Lets the reports that wait for others go out. */
    PackageRig settle() {
        rig.advanceSeconds(2);
        if (rig.isSendOutstanding()) {
            rig.written();
        }
        return this;
    }

    PackageRig advanceSeconds(long seconds) {
        for (long i = 0; i < seconds; i++) {
            rig.advanceSeconds(1);
            if (rig.isSendOutstanding()) {
                rig.written();
            }
        }
        return this;
    }

    /** Returns what was reported, in order. */
    List<PackageStatuses> reported() {
        return rig.sent.stream()
                .map(AgentMessage::packageStatuses)
                .filter(Objects::nonNull)
                .toList();
    }

    PackageStatuses last() {
        List<PackageStatuses> all = reported();
        return all.get(all.size() - 1);
    }

    PackageStatuses.Status last(String name) {
        return Objects.requireNonNull(last().packages().get(name));
    }
}
