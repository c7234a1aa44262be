package io.amp4j.opamp.internal.session;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** When the certificate in use is to be renewed: after a share of its lifetime, and by chance a little later. */
final class RenewalTime {

    /** How often the wall clock is looked at again: the clock of the timers may stand still while the machine sleeps. */
    private static final long RECHECK = 86_400_000_000_000L;

    /** By which share of the lifetime it is later, at most. */
    private static final double SPREAD = 0.1;

    private final double share;
    private final RandomGenerator random;
    private @Nullable Instant notAfter;
    private double spread = -1;
    private long at = Nanos.NEVER;
    private long recheckAt = Nanos.NEVER;

    RenewalTime(double share, RandomGenerator random) {
        this.share = share;
        this.random = random;
    }

    /** There is another certificate, or none. */
    void forget() {
        notAfter = null;
        spread = -1;
        at = Nanos.NEVER;
        recheckAt = Nanos.NEVER;
    }

    /** Takes how long the certificate is valid; comes again now and then. One that is late already waits no longer. */
    void valid(CertificateReport.Validity validity, long now) {
        notAfter = validity.notAfter();
        double lifetime =
                Duration.between(validity.notBefore(), validity.notAfter()).toMillis();
        Instant from = validity.notBefore().plusMillis((long) (lifetime * share));
        if (spread < 0) {
            spread = from.isAfter(validity.wallTime()) ? Math.min(SPREAD, (1 - share) / 3) * random.nextDouble() : 0;
        }
        Instant moment = from.plusMillis((long) (lifetime * spread));
        at = moment.isAfter(validity.wallTime())
                ? Nanos.after(now, Nanos.of(Duration.between(validity.wallTime(), moment)))
                : now;
        recheckAt = at - now > RECHECK ? Nanos.after(now, RECHECK) : Nanos.NEVER;
    }

    /** The wall clock is being looked at. */
    void rechecked() {
        recheckAt = Nanos.NEVER;
    }

    long at() {
        return at;
    }

    long recheckAt() {
        return recheckAt;
    }

    /** Returns {@code wait}, or less of it, so that the certificate does not expire without a few more attempts. */
    long inTime(long wait, long shortest, Instant wallTime) {
        if (notAfter == null) {
            return wait;
        }
        long left = notAfter.isAfter(wallTime) ? Nanos.of(Duration.between(wallTime, notAfter)) : 0;
        return Math.max(shortest, Math.min(wait, left / 4));
    }
}
