package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.internal.codec.PackagesOffer;
import io.amp4j.opamp.packages.OfferedPackage;

/** One package of an offer, and how far it is. */
final class PackageItem {

    /** How far a package can be. */
    enum Step {
        /** It waits to be downloaded. */
        WAITING,
        DOWNLOADING,
        /** It waits to be installed. */
        READY,
        /** It waits for another name. */
        SAME_CONTENT,
        /** It is being installed, or on trial. */
        APPLYING,
        INSTALLED,
        FAILED
    }

    final String name;
    final OfferedPackage offered;
    PackagesOffer.Item offer;
    Step step;
    String error = "";
    boolean isBad;
    int attempts;
    long retryAt = Long.MIN_VALUE;
    long task;
    long bytes;
    long ofBytes = -1;
    long reportedBytes;
    long reportedAt;

    PackageItem(String name, PackagesOffer.Item offer, Step step) {
        this.name = name;
        this.offer = offer;
        this.offered = PackageRules.offered(name, offer);
        this.step = step;
    }

    void failed(String reason, boolean bad) {
        step = Step.FAILED;
        error = reason;
        isBad = bad;
    }

    boolean isSettled() {
        return step == Step.INSTALLED || step == Step.FAILED;
    }

    void downloading(long number, long now) {
        step = Step.DOWNLOADING;
        task = number;
        attempts++;
        reportedAt = now;
    }
}
