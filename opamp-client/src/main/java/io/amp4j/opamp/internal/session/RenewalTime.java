package io.amp4j.opamp.internal.session;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Computes when the certificate in use must be renewed: after a fraction of its lifetime and a random delay. */
final class RenewalTime {

    /** How often the wall clock is checked again, because the timers' clock may stop while the machine sleeps. */
    private static final long RECHECK = 86_400_000_000_000L;

    /** The maximum of the random delay, as a fraction of the lifetime. */
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

    /** Called when there is another certificate, or none. */
    void forget() {
        notAfter = null;
        spread = -1;
        at = Nanos.NEVER;
        recheckAt = Nanos.NEVER;
    }

    /** Sets the validity of the certificate; called repeatedly. A renewal that is already overdue gets no random delay. */
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

    /** Called when the wall clock is being checked. */
    void rechecked() {
        recheckAt = Nanos.NEVER;
    }

    long at() {
        return at;
    }

    long recheckAt() {
        return recheckAt;
    }

    /** Returns {@code wait}, shortened if necessary so that a few more attempts are made before the certificate expires. */
    long inTime(long wait, long shortest, Instant wallTime) {
        if (notAfter == null) {
            return wait;
        }
        long left = notAfter.isAfter(wallTime) ? Nanos.of(Duration.between(wallTime, notAfter)) : 0;
        return Math.max(shortest, Math.min(wait, left / 4));
    }
}
