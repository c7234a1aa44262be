package io.amp4j.opamp.internal.session;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.codec.FieldLimits;
import io.amp4j.opamp.internal.codec.PackagesFormat;
import io.amp4j.opamp.internal.codec.PackagesMemory;
import io.amp4j.opamp.internal.codec.PackagesOffer;
import io.amp4j.opamp.internal.session.PackageItem.Step;
import io.amp4j.opamp.internal.session.PackageTask.Change;
import io.amp4j.opamp.internal.text.Printable;
import io.amp4j.opamp.packages.InstalledPackage;
import io.amp4j.opamp.packages.OfferedPackage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes the packages of the agent those that the server offers. Decides for each by its hash; files are downloaded a few at a time and
 * installed one after the other. There is one offer at a time: a newer one ends the downloads for it at once, and begins when nothing is being
 * installed. What failed for good is not tried again until something else is offered under its name.
 */
final class PackageSync implements PackageReport.Handler, PackageInstallation.Host {

    /** How many offers are taken without any wait. */
    static final int BURST = 10;

    /** How long it takes until one more is. */
    static final long REFILL = 10_000_000_000L;

    /** How many packages an offer may have. */
    static final int MOST_PACKAGES = 1000;

    /** After how long the same offer is tried again, if something of it failed that may pass. */
    static final long AGAIN = 600_000_000_000L;

    /** How often the installation of a version is begun with which the process ends each time. */
    static final int MOST_ATTEMPTS = 3;

    /** After how long a version that could not be rolled back is, once more. */
    static final long ROLL_BACK_AGAIN = 60_000_000_000L;

    private final PackageTerms terms;
    private final Effects effects;
    private final PackageReporter reporter;
    private final PackageInstallation installation;
    private final PackageDownloads downloads;
    private final RateLimit limit = new RateLimit(BURST, REFILL);
    private final Map<String, InstalledPackage> installed = new LinkedHashMap<>();
    private final Map<String, PackageItem> items = new LinkedHashMap<>();
    private final PackageFailures failures = new PackageFailures();
    private final Set<String> removals = new HashSet<>();
    /** What was to be removed and is still there, wholly or in parts. */
    private final Set<String> leftovers = new HashSet<>();

    private Runnable save = () -> {};
    private @Nullable String problem = "it is not known yet what is installed";
    private @Nullable PackagesOffer offer;
    private @Nullable PackagesOffer waiting;
    private PackagesMemory.@Nullable Journal journal;
    private Hash complete = Hash.EMPTY;
    private String error = "";
    private boolean active;
    private long againAt = Long.MIN_VALUE;
    /** When a version that is still active though it is bad is to be rolled back. */
    private long rollBackAt = Nanos.NEVER;

    private int rollBacks;

    private long tasks;

    PackageSync(PackageTerms terms, RandomGenerator random, Effects effects, Outbox outbox) {
        this.terms = terms;
        this.effects = effects;
        this.reporter = new PackageReporter(outbox);
        this.installation = new PackageInstallation(terms, this);
        this.downloads = new PackageDownloads(terms, random, items.values());
    }

    // ---- from one process to the next

    /** Returns what must survive the process. */
    Bytes memory() {
        return PackagesFormat.encode(
                new PackagesMemory(offer, complete, failures.all(), failures.condemned(), journal, error));
    }

    /** Goes on from what an earlier process left behind. */
    void start(Bytes restored, Runnable saving, long now) {
        save = saving;
        PackagesMemory memory = PackagesFormat.decode(restored);
        failures.restore(memory.failures(), memory.condemned());
        complete = memory.complete();
        error = memory.error();
        journal = memory.journal();
        if (problem != null) {
            error = problem;
            offer = memory.offer();
        } else {
            resumeJournal(now);
            if (installation.isUnderWay() && hasWhatIsBad()) {
                rollBackAt = now; // once that is over, which may be about another package
            }
            if (memory.offer() != null) {
                resume(memory.offer(), now);
            }
        }
        report(now);
    }

    private void resumeJournal(long now) {
        PackagesMemory.Journal left = journal;
        if (left == null) {
            rollBackWhatIsBad();
            return;
        }
        OfferedPackage what = left.offered();
        InstalledPackage has = installed.get(what.name());
        boolean isActive = has != null
                && has.hash().equals(what.hash())
                && has.contentHash().equals(what.contentHash());
        String condemned = failures.badReason(what.name(), what.hash(), what.contentHash());
        journal = isActive ? left.started() : left;
        if (isActive && condemned != null) {
            installation.rollBack(what, condemned);
        } else if (isActive && terms.probes() && left.starts() > 0) {
            installation.rollBack(what, "the process ended twice before it was healthy with this version");
        } else if (isActive && terms.probes()) {
            save.run();
            installation.resumeTrial(what, now);
        } else if (isActive || condemned != null) {
            journal = null;
            save.run();
        } else if (left.attempts() >= MOST_ATTEMPTS) {
            journal = null;
            failures.condemn(what, "the process ended " + MOST_ATTEMPTS + " times while it installed this version");
            save.run();
        } else {
            save.run();
        }
    }

    /** Rolls back what could not be before, by an earlier process or by this one: one at a time, and all in turn. */
    private void rollBackWhatIsBad() {
        List<InstalledPackage> bad = installed.values().stream()
                .filter(has -> failures.badReason(has.name(), has.hash(), has.contentHash()) != null)
                .toList();
        if (bad.isEmpty()) {
            return;
        }
        InstalledPackage next = bad.get(rollBacks++ % bad.size());
        installation.rollBack(
                OfferedPackage.builder(next.name())
                        .version(next.version())
                        .hash(next.hash())
                        .contentHash(next.contentHash())
                        .build(),
                requireNonNull(failures.badReason(next.name(), next.hash(), next.contentHash())));
    }

    private void resume(PackagesOffer left, long now) {
        boolean isInPlace = left.packages().entrySet().stream().allMatch(entry -> {
            InstalledPackage has = installed.get(entry.getKey());
            return has != null && has.hash().equals(entry.getValue().hash());
        });
        if (!isInPlace) {
            complete = Hash.EMPTY;
        }
        begin(left, now);
    }

    // ---- offers

    /** Takes an offer, or lets it wait. */
    void offered(PackagesOffer offered, long now) {
        if (problem != null) {
            return;
        }
        PackagesOffer last = waiting != null ? waiting : offer;
        if (last != null && last.isSame(offered)) {
            renew(offered, now);
            return;
        }
        waiting = offered;
        if (rollBackAt < Nanos.NEVER && limit.isAllowed(now)) {
            rollBackAt = now; // else the newer version would have a bad one to go back to
        }
        for (PackageItem item : downloads.underWay()) {
            effects.add(new Effect.PackageWork(new PackageTask.CancelDownload(item.task)));
            item.step = Step.WAITING;
        }
        if (!limit.isAllowed(now)) {
            effects.warn("the server offers packages too often; the agent takes one offer every "
                    + REFILL / 1_000_000_000L + " s, the newest");
        }
    }

    /** The same offer again: with other addresses, or a reason to try once more what failed. */
    private void renew(PackagesOffer again, long now) {
        if (waiting != null) {
            waiting = again;
            return;
        }
        if (active) {
            offer = again;
            items.values().forEach(item -> {
                PackagesOffer.Item renewed = again.packages().get(item.name);
                item.offer = renewed == null ? item.offer : renewed;
            });
            return;
        }
        boolean mayPass = !leftovers.isEmpty()
                || items.values().stream().anyMatch(item -> item.step == Step.FAILED && !item.isBad);
        if (mayPass && now >= againAt) {
            waiting = again;
        }
    }

    private void begin(PackagesOffer taken, long now) {
        offer = taken;
        error = "";
        items.clear();
        removals.clear();
        active = true;
        failures.keep(taken.packages().keySet(), installed.keySet());
        if (taken.packages().size() > MOST_PACKAGES) {
            error = "the offer has " + taken.packages().size() + " packages, above the limit of " + MOST_PACKAGES;
            active = false;
        } else {
            boolean isKnown = !complete.isEmpty() && complete.equals(taken.allPackagesHash());
            complete = isKnown ? complete : Hash.EMPTY;
            taken.packages().forEach((name, item) -> decide(name, item, isKnown));
            if (terms.policy().removesUnoffered() && !isKnown) {
                installed.values().stream()
                        .filter(has -> has.isFromServer() && !taken.packages().containsKey(has.name()))
                        .forEach(has -> removals.add(has.name()));
                leftovers.stream()
                        .filter(name -> !taken.packages().containsKey(name))
                        .forEach(removals::add);
            }
        }
        leftovers.clear();
        save.run();
        effects.add(new Effect.PackageWork(new PackageTask.Keep(items.values().stream()
                .filter(item -> !item.isSettled())
                .map(item -> item.offered)
                .toList())));
        report(now);
    }

    private void decide(String name, PackagesOffer.Item item, boolean isKnown) {
        InstalledPackage has = installed.get(name);
        if (item.hash().isEmpty()) {
            String text = "the package '" + Printable.text(name, 100) + "' is offered without a hash";
            error = FieldLimits.cut(error.isEmpty() ? text : error + "; " + text);
            return;
        }
        PackageItem decided = new PackageItem(name, item, Step.WAITING);
        items.put(name, decided);
        String condemned = failures.badReason(name, item.hash(), item.contentHash());
        if (installation.isAbout(name)) {
            decided.step = Step.APPLYING;
        } else if (condemned != null) {
            decided.failed(condemned, true);
        } else if (has != null && (isKnown || has.hash().equals(item.hash()))) {
            decided.step = Step.INSTALLED;
        } else {
            String refusal = PackageRules.refusal(name, item, terms, has);
            if (refusal != null) {
                // Not remembered: the rules of the agent may change.
                decided.failed(refusal, true);
                warn(decided);
            } else if (has != null && has.contentHash().equals(item.contentHash())) {
                decided.step = Step.SAME_CONTENT;
            }
        }
    }

    // ---- what goes on

    /** Does what is due. */
    void proceed(long now) {
        if (problem != null) {
            return;
        }
        installation.proceed(now);
        if (!installation.isUnderWay() && now >= rollBackAt) {
            rollBackAt = Nanos.NEVER;
            rollBackWhatIsBad();
        }
        PackagesOffer next = waiting;
        if (next != null && !installation.isUnderWay() && limit.isAllowed(now)) {
            limit.use(now);
            waiting = null;
            begin(next, now);
        }
        if (waiting == null && active) {
            startDownloads(now);
            startInstallation(now);
            finish(now);
        }
        reporter.proceed(now, this::statuses);
    }

    /** Returns when {@link #proceed} has something to do if nothing happens before. */
    long nextDeadline() {
        if (problem != null) {
            return Nanos.NEVER;
        }
        long at = Math.min(installation.nextDeadline(), reporter.nextDeadline());
        if (!installation.isUnderWay()) {
            at = Math.min(at, rollBackAt);
        }
        if (waiting != null && !installation.isUnderWay()) {
            at = Math.min(at, limit.allowedAt());
        }
        return waiting == null && active ? Math.min(at, downloads.nextDeadline()) : at;
    }

    private void startDownloads(long now) {
        for (PackageItem item : downloads.due(now)) {
            PackagesOffer.File file = item.offer.file();
            if (file != null) {
                item.downloading(++tasks, now);
                effects.add(new Effect.PackageWork(new PackageTask.Download(tasks, item.offered, file)));
                report(now);
            }
        }
    }

    private void startInstallation(long now) {
        if (installation.isUnderWay()) {
            return;
        }
        PackagesMemory.Journal left = journal;
        PackageItem first = left == null ? null : items.get(left.offered().name());
        if (first != null && !first.isSettled() && first.step != Step.READY && first.step != Step.SAME_CONTENT) {
            return; // what was begun comes first, so that its starts are counted
        }
        Optional<PackageItem> ready = first != null && !first.isSettled()
                ? Optional.of(first)
                : items.values().stream()
                        .filter(item -> item.step == Step.READY || item.step == Step.SAME_CONTENT)
                        .findFirst();
        if (ready.isPresent()) {
            PackageItem item = ready.get();
            boolean isNew = item.step == Step.READY;
            item.step = Step.APPLYING;
            if (isNew) {
                int attempts = left != null && left.offered().equals(item.offered) ? left.attempts() : 0;
                journal = new PackagesMemory.Journal(item.offered, attempts + 1, 0);
                reporter.begin(installed.get(item.name));
                save.run();
            }
            installation.begin(isNew ? Change.INSTALL : Change.RELABEL, item.offered);
            report(now);
        } else if (items.values().stream().allMatch(PackageItem::isSettled) && !removals.isEmpty()) {
            String name = removals.iterator().next();
            removals.remove(name);
            installation.begin(Change.UNINSTALL, OfferedPackage.builder(name).build());
        }
    }

    private void finish(long now) {
        PackagesOffer done = offer;
        if (done == null
                || installation.isUnderWay()
                || !removals.isEmpty()
                || !items.values().stream().allMatch(PackageItem::isSettled)) {
            return;
        }
        active = false;
        againAt = Nanos.after(now, AGAIN);
        if (error.isEmpty()
                && leftovers.isEmpty()
                && items.values().stream().allMatch(item -> item.step == Step.INSTALLED)) {
            complete = done.allPackagesHash();
        }
        save.run();
        reporter.report(statuses(), now, true);
    }

    // ---- what is reported to it

    @Override
    public void installed(PackageReport.Installed report) {
        problem = report.problem() == null ? null : FieldLimits.cut(report.problem());
        has(report.packages());
    }

    private void has(List<InstalledPackage> packages) {
        installed.clear();
        packages.forEach(each -> installed.put(each.name(), each));
    }

    @Override
    public void progress(PackageReport.Progress report, long now) {
        downloads.of(report.number()).ifPresent(item -> {
            item.bytes = report.bytes();
            item.ofBytes = report.ofBytes();
            reporter.progressed();
        });
    }

    @Override
    public void downloaded(PackageReport.Downloaded report, long now) {
        downloads.of(report.number()).ifPresent(item -> {
            switch (report.result()) {
                case DONE -> item.step = Step.READY;
                case RETRY -> {
                    if (!downloads.retry(item, report, now)) {
                        fail(item, report.reason() + "; it was attempted " + item.attempts + " times", false);
                    }
                }
                case FAILED -> fail(item, report.reason(), false);
                case BAD -> {
                    fail(item, report.reason(), true);
                    save.run();
                }
            }
            report(now);
        });
    }

    @Override
    public void applied(PackageReport.Applied report, long now) {
        if (report.installed() != null) {
            has(report.installed());
        }
        boolean wasUnderWay = installation.isUnderWay();
        installation.applied(report, now);
        if (wasUnderWay && !installation.isUnderWay()) {
            rollBackAt = hasWhatIsBad() ? Nanos.after(now, ROLL_BACK_AGAIN) : Nanos.NEVER;
        }
        report(now);
    }

    private boolean hasWhatIsBad() {
        return installed.values().stream()
                .anyMatch(has -> failures.badReason(has.name(), has.hash(), has.contentHash()) != null);
    }

    @Override
    public void probed(PackageReport.Probed report, long now) {
        installation.probed(report, now);
        report(now);
    }

    @Override
    public long apply(Change change, OfferedPackage offered) {
        effects.add(new Effect.PackageWork(new PackageTask.Apply(++tasks, change, offered)));
        return tasks;
    }

    @Override
    public long probe() {
        effects.add(new Effect.PackageWork(new PackageTask.Probe(++tasks)));
        return tasks;
    }

    @Override
    public void condemned(OfferedPackage offered, String reason) {
        failures.condemn(offered, reason);
        save.run();
    }

    @Override
    public void ended(Change change, OfferedPackage offered, @Nullable String reason, boolean isBad) {
        PackageItem item = items.get(offered.name());
        if (change == Change.UNINSTALL) {
            if (reason != null) {
                leftovers.add(offered.name());
                effects.warn("the package '" + Printable.text(offered.name(), 100) + "' cannot be removed: " + reason);
            }
            return;
        }
        reporter.end();
        if (change != Change.RELABEL) {
            journal = null;
        }
        if (item != null && item.step == Step.APPLYING) {
            boolean isWhatIsWanted = item.offered.hash().equals(offered.hash());
            if (reason == null) {
                failures.forget(offered.name());
            }
            if (change == Change.RELABEL && reason != null) {
                item.step = Step.WAITING;
            } else if (!isWhatIsWanted) {
                // It had to wait for another version, and was not judged yet.
                decide(item.name, item.offer, false);
            } else if (reason == null) {
                item.step = Step.INSTALLED;
            } else if (change == Change.ROLL_BACK) {
                item.failed(FieldLimits.cut(reason), isBad);
                warn(item);
            } else {
                fail(item, reason, isBad);
            }
        } else if (change == Change.ROLL_BACK) {
            if (reason != null
                    && item != null
                    && item.isBad
                    && item.offered.hash().equals(offered.hash())) {
                item.error = FieldLimits.cut(reason); // rolled back once more
            }
        } else if (reason != null) {
            failures.remember(offered, reason, isBad);
        }
        save.run();
    }

    private void fail(PackageItem item, String reason, boolean bad) {
        String text = FieldLimits.cut(reason);
        item.failed(text, bad);
        failures.remember(item.offered, text, bad);
        warn(item);
    }

    private void warn(PackageItem item) {
        effects.warn("the package '" + Printable.text(item.name, 100) + "' in version '"
                + Printable.text(item.offered.version(), 100) + "' is not installed: " + Printable.text(item.error));
    }

    private void report(long now) {
        reporter.report(statuses(), now, false);
    }

    private PackageReporter.Content statuses() {
        return new PackageReporter.Content(
                new ArrayList<>(installed.values()),
                items,
                offer == null ? Hash.EMPTY : offer.allPackagesHash(),
                problem != null ? problem : error);
    }
}
