package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.internal.codec.PackagesOffer;
import io.amp4j.opamp.packages.OfferedPackage;
import java.util.List;

/**
 * Something that is to be done about a package, on a thread that may block. Each but {@link CancelDownload} and {@link Keep} is answered by a
 * {@link PackageReport} with the same number. Those that change what is installed come one at a time.
 */
public sealed interface PackageTask {

    /** Calls the method of {@code handler} for this kind of task. */
    void performBy(Handler handler);

    /** Download a file, and verify its hash and its signature; reported with {@link PackageReport.Downloaded}. */
    record Download(long number, OfferedPackage offered, PackagesOffer.File file) implements PackageTask {
        @Override
        public void performBy(Handler handler) {
            handler.download(this);
        }
    }

    /** Give a download up. */
    record CancelDownload(long number) implements PackageTask {
        @Override
        public void performBy(Handler handler) {
            handler.cancelDownload(this);
        }
    }

    /** Remove what was downloaded for others than these. */
    record Keep(List<OfferedPackage> offered) implements PackageTask {
        public Keep {
            offered = List.copyOf(offered);
        }

        @Override
        public void performBy(Handler handler) {
            handler.keep(this);
        }
    }

    /** Ask whether the agent is healthy; reported with {@link PackageReport.Probed}. */
    record Probe(long number) implements PackageTask {
        @Override
        public void performBy(Handler handler) {
            handler.probe(this);
        }
    }

    /** Change what is installed; reported with {@link PackageReport.Applied}. */
    record Apply(long number, Change change, OfferedPackage offered) implements PackageTask {
        /**
         * Returns whether this is to fail if the state before it could not be saved. A process that ends with a new version would not know
         * that it was on trial, and would install it again.
         */
        public boolean needsSavedState() {
            return change == Change.INSTALL;
        }

        @Override
        public void performBy(Handler handler) {
            handler.apply(this);
        }
    }

    /** What changes. */
    enum Change {
        /** The downloaded file becomes a version beside the active one. */
        INSTALL,
        /** That version becomes the active one. */
        ACTIVATE,
        /** The version before becomes the active one again. */
        ROLL_BACK,
        /** The active version has another name; not applied if that cannot be noted. */
        RELABEL,
        /** The package is removed. */
        UNINSTALL
    }

    /** One method for each kind of task. */
    interface Handler {
        void download(Download task);

        void cancelDownload(CancelDownload task);

        void keep(Keep task);

        void probe(Probe task);

        void apply(Apply task);
    }
}
