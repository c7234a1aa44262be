package io.amp4j.opamp.packages;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.Experimental;
import io.amp4j.opamp.internal.checks.Checks;
import io.amp4j.opamp.internal.text.Printable;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an agent takes from a server, and what it refuses. Set where the agent runs; no server can change it.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
public final class PackagePolicy {
    /** All names, newer and older versions, up to 1 GiB, over TLS alone, with a signature; nothing is removed. */
    public static final PackagePolicy DEFAULT = builder().build();

    private final long maxBytes;
    private final @Nullable Set<String> names;
    private final boolean allowsDowngrade;
    private final boolean allowsPlainHttp;
    private final boolean removesUnoffered;
    private final boolean requiresSignature;
    private final int parallelism;
    private final int maxAttempts;
    private final Duration downloadTimeout;

    private PackagePolicy(Builder builder) {
        maxBytes = builder.maxBytes;
        names = builder.names;
        allowsDowngrade = builder.allowsDowngrade;
        allowsPlainHttp = builder.allowsPlainHttp;
        removesUnoffered = builder.removesUnoffered;
        requiresSignature = builder.requiresSignature;
        parallelism = builder.parallelism;
        maxAttempts = builder.maxAttempts;
        downloadTimeout = builder.downloadTimeout;
    }

    /** Starts a policy like {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns how large a file may be. */
    public long maxBytes() {
        return maxBytes;
    }

    /** Returns the names of the packages that are taken; empty if all are. */
    public Optional<Set<String>> names() {
        return Optional.ofNullable(names);
    }

    /** Returns whether a package of this name is taken. */
    public boolean allows(String name) {
        requireNonNull(name, "name");
        return names == null || names.contains(name);
    }

    /** Returns whether a version may be replaced by an older one. */
    public boolean allowsDowngrade() {
        return allowsDowngrade;
    }

    /** Returns whether files are downloaded without TLS. */
    public boolean allowsPlainHttp() {
        return allowsPlainHttp;
    }

    /** Returns whether packages that came from a server are removed when it no longer offers them. */
    public boolean removesUnoffered() {
        return removesUnoffered;
    }

    /** Returns whether a package without a signature is refused. */
    public boolean requiresSignature() {
        return requiresSignature;
    }

    /** Returns how many files are downloaded at a time. */
    public int parallelism() {
        return parallelism;
    }

    /** Returns how often a download is attempted. */
    public int maxAttempts() {
        return maxAttempts;
    }

    /** Returns how long one attempt to download may take. */
    public Duration downloadTimeout() {
        return downloadTimeout;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PackagePolicy that
                && maxBytes == that.maxBytes
                && Objects.equals(names, that.names)
                && allowsDowngrade == that.allowsDowngrade
                && allowsPlainHttp == that.allowsPlainHttp
                && removesUnoffered == that.removesUnoffered
                && requiresSignature == that.requiresSignature
                && parallelism == that.parallelism
                && maxAttempts == that.maxAttempts
                && downloadTimeout.equals(that.downloadTimeout);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                maxBytes,
                names,
                allowsDowngrade,
                allowsPlainHttp,
                removesUnoffered,
                requiresSignature,
                parallelism,
                maxAttempts,
                downloadTimeout);
    }

    @Override
    public String toString() {
        return "PackagePolicy[maxBytes=" + maxBytes + ", names=" + (names == null ? "all" : Printable.names(names))
                + ", allowsDowngrade=" + allowsDowngrade + ", allowsPlainHttp=" + allowsPlainHttp
                + ", removesUnoffered=" + removesUnoffered + ", requiresSignature=" + requiresSignature
                + ", parallelism=" + parallelism + ", maxAttempts=" + maxAttempts + ", downloadTimeout="
                + downloadTimeout + "]";
    }

    /**
     * Collects the parts of a policy. Not for use by several threads.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private long maxBytes = 1L << 30;
        private @Nullable Set<String> names;
        private boolean allowsDowngrade = true;
        private boolean allowsPlainHttp;
        private boolean removesUnoffered;
        private boolean requiresSignature = true;
        private int parallelism = 2;
        private int maxAttempts = 6;
        private Duration downloadTimeout = Duration.ofHours(1);

        private Builder() {}

        /**
         * Sets how large a file may be, in bytes. Default: 1 GiB.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxBytes(long value) {
            if (value < 1) {
                throw new IllegalArgumentException("maxBytes must be at least 1: " + value);
            }
            maxBytes = value;
            return this;
        }

        /** Sets the names of the packages that are taken; the others are refused. Default: all. */
        public Builder names(Collection<String> value) {
            Checks.elements("value", value);
            names = Collections.unmodifiableSet(new LinkedHashSet<>(value));
            return this;
        }

        /**
         * Sets whether a version may be replaced by an older one: one that is less by its numbers from left to right, where a part that is no
         * number is compared as text, and a pre-release is less than its release. Default: yes, as the protocol has it. Names
         * and versions are the server's word, which no signature over content covers: this binds an honest server only.
         */
        public Builder allowsDowngrade(boolean value) {
            allowsDowngrade = value;
            return this;
        }

        /** Sets whether files are downloaded without TLS. Default: no. */
        public Builder allowsPlainHttp(boolean value) {
            allowsPlainHttp = value;
            return this;
        }

        /** Sets whether packages that came from a server are removed when it no longer offers them. Default: no. */
        public Builder removesUnoffered(boolean value) {
            removesUnoffered = value;
            return this;
        }

        /**
         * Sets whether a package without a signature is refused. A signature that is there is verified in any case if the agent has the keys for
         * that. Default: yes, which needs {@link PackageOptions.Builder#signature}.
         */
        public Builder requiresSignature(boolean value) {
            requiresSignature = value;
            return this;
        }

        /**
         * Sets how many files are downloaded at a time. They are installed one after the other. Default: 2.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder parallelism(int value) {
            parallelism = Checks.atLeast("parallelism", 1, value);
            return this;
        }

        /**
         * Sets how often a download is attempted before it has failed; what is there already is kept from one to the next. Default: 6.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxAttempts(int value) {
            maxAttempts = Checks.atLeast("maxAttempts", 1, value);
            return this;
        }

        /**
         * Sets how long one attempt to download may take. Default: an hour.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder downloadTimeout(Duration value) {
            requireNonNull(value, "value");
            downloadTimeout = Checks.positive("downloadTimeout", value);
            return this;
        }

        /** Returns the policy. */
        public PackagePolicy build() {
            return new PackagePolicy(this);
        }
    }
}
