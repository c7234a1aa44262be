package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.internal.session.PackageTask.Change;
import io.amp4j.opamp.packages.OfferedPackage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one change of what is installed that is under way: a version is made ready, becomes active, is on trial until it is healthy, and goes back
 * if it does not become so. What must survive the process is saved before the step that it is about.
 */
final class PackageInstallation {

    private static final long SHORTEST_PROBE = 100_000_000L;
    private static final long LONGEST_PROBE = 5_000_000_000L;

    /** Who wants to know what comes of it. */
    interface Host {
        /** Has something done, and returns its number. */
        long apply(Change change, OfferedPackage offered);

        /** Has the probe asked, and returns the number of that. */
        long probe();

        /** A version is going to be rolled back, whatever happens: it is never to be installed again. */
        void condemned(OfferedPackage offered, String reason);

        /**
         * It is over; {@code reason} says why it failed, and is null if it did not. After a roll-back it also says what went wrong with that;
         * {@link #condemned} was told the reason alone.
         */
        void ended(Change change, OfferedPackage offered, @Nullable String reason, boolean isBad);
    }

    private final PackageTerms terms;
    private final Host host;
    private @Nullable OfferedPackage offered;
    private Change step = Change.INSTALL;
    private boolean onTrial;
    private long task;
    private String reason = "";
    private long trialUntil = Nanos.NEVER;
    private long probeAt = Nanos.NEVER;

    PackageInstallation(PackageTerms terms, Host host) {
        this.terms = terms;
        this.host = host;
    }

    boolean isUnderWay() {
        return offered != null;
    }

    /** Returns whether it is about a package of this name. */
    boolean isAbout(String name) {
        return offered != null && offered.name().equals(name);
    }

    /** Begins with a change; {@code UNINSTALL} needs no more than the name. */
    void begin(Change change, OfferedPackage what) {
        offered = what;
        onTrial = false;
        reason = "";
        next(change, what);
    }

    /** Goes on with a version that an earlier process has made active. */
    void resumeTrial(OfferedPackage what, long now) {
        offered = what;
        trial(now);
    }

    /** Goes on with a version that is not to stay. */
    void rollBack(OfferedPackage what, String why) {
        offered = what;
        onTrial = false;
        trialUntil = Nanos.NEVER;
        probeAt = Nanos.NEVER;
        reason = why;
        host.condemned(what, why);
        next(Change.ROLL_BACK, what);
    }

    private void next(Change change, OfferedPackage what) {
        step = change;
        task = host.apply(change, what);
    }

    private void trial(long now) {
        onTrial = true;
        reason = "nothing was heard of its health";
        trialUntil = Nanos.after(now, Nanos.of(terms.window()));
        probeAt = Nanos.NEVER;
        task = host.probe();
    }

    void applied(PackageReport.Applied report, long now) {
        OfferedPackage what = offered;
        if (what == null || report.number() != task) {
            return;
        }
        switch (step) {
            case INSTALL -> {
                if (report.isDone()) {
                    next(Change.ACTIVATE, what);
                } else {
                    end(what, "it could not be installed: " + report.reason(), false);
                }
            }
            case ACTIVATE -> {
                if (!report.isDone()) {
                    rollBack(what, "it could not be activated: " + report.reason());
                } else if (terms.probes()) {
                    trial(now);
                } else {
                    end(what, null, false);
                }
            }
            case ROLL_BACK -> {
                String also = report.isDone() ? "" : "; it could not be rolled back: " + report.reason();
                end(what, reason + also, true);
            }
            case RELABEL, UNINSTALL -> end(what, report.isDone() ? null : report.reason(), false);
        }
    }

    void probed(PackageReport.Probed report, long now) {
        OfferedPackage what = offered;
        if (what == null || !onTrial || report.number() != task) {
            return;
        }
        if (report.isHealthy()) {
            end(what, null, false);
            return;
        }
        reason = report.reason();
        long window = Nanos.of(terms.window());
        probeAt = Nanos.after(now, Math.max(SHORTEST_PROBE, Math.min(LONGEST_PROBE, window / 20)));
    }

    /** Asks again, or gives up, if it is time for that. */
    void proceed(long now) {
        OfferedPackage what = offered;
        if (what == null || !onTrial) {
            return;
        }
        if (now >= trialUntil) {
            rollBack(
                    what,
                    "it did not become healthy within "
                            + Duration.ofNanos(Nanos.of(terms.window())).toSeconds() + " s: " + reason);
        } else if (now >= probeAt) {
            probeAt = Nanos.NEVER;
            task = host.probe();
        }
    }

    long nextDeadline() {
        return onTrial && offered != null ? Math.min(trialUntil, probeAt) : Nanos.NEVER;
    }

    private void end(OfferedPackage what, @Nullable String why, boolean isBad) {
        Change change = step;
        offered = null;
        onTrial = false;
        trialUntil = Nanos.NEVER;
        probeAt = Nanos.NEVER;
        host.ended(change, what, why, isBad);
    }
}
