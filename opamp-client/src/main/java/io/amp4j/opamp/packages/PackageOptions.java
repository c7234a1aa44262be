package io.amp4j.opamp.packages;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.Experimental;
import io.amp4j.opamp.HealthProbe;
import io.amp4j.opamp.internal.checks.Checks;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What makes an agent take packages from the server.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
public final class PackageOptions {
    private final PackageInstaller installer;
    private final PackagePolicy policy;
    private final @Nullable PackageSignature signature;
    private final @Nullable HealthProbe healthProbe;
    private final Duration healthWindow;

    private PackageOptions(Builder builder) {
        installer = builder.installer;
        policy = builder.policy;
        signature = builder.signature;
        healthProbe = builder.healthProbe;
        healthWindow = builder.healthWindow;
    }

    /** Starts options with {@link PackagePolicy#DEFAULT}, which needs {@link Builder#signature}, and without a probe. */
    public static Builder builder(PackageInstaller installer) {
        return new Builder(requireNonNull(installer, "installer"));
    }

    /** Returns what puts packages in place. */
    public PackageInstaller installer() {
        return installer;
    }

    /** Returns what is taken and what is refused. */
    public PackagePolicy policy() {
        return policy;
    }

    /** Returns what verifies signatures, if anything does. */
    public Optional<PackageSignature> signature() {
        return Optional.ofNullable(signature);
    }

    /** Returns what says whether the agent is healthy with a new version, if anything does. */
    public Optional<HealthProbe> healthProbe() {
        return Optional.ofNullable(healthProbe);
    }

    /** Returns how long a new version has to become healthy. */
    public Duration healthWindow() {
        return healthWindow;
    }

    @Override
    public String toString() {
        return "PackageOptions[policy=" + policy + ", signature=" + (signature != null) + ", healthProbe="
                + (healthProbe != null) + ", healthWindow=" + healthWindow + "]";
    }

    /**
     * Collects options. Not for use by several threads.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private final PackageInstaller installer;
        private PackagePolicy policy = PackagePolicy.DEFAULT;
        private @Nullable PackageSignature signature;
        private @Nullable HealthProbe healthProbe;
        private Duration healthWindow = Duration.ofMinutes(1);

        private Builder(PackageInstaller installer) {
            this.installer = installer;
        }

        /** Sets what is taken and what is refused. */
        public Builder policy(PackagePolicy value) {
            policy = requireNonNull(value, "value");
            return this;
        }

        /** Sets what verifies signatures. */
        public Builder signature(PackageSignature value) {
            signature = requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets what says whether the agent is healthy with a new version. One that does not become healthy in its window is rolled back, and so
         * is one with which the process ends twice before that: a first end is taken for the restart that brings the version to life. That
         * needs a state store. Default: none; a version counts as installed once it is active.
         */
        public Builder healthProbe(HealthProbe value) {
            healthProbe = requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets how long a new version has to become healthy. Default: a minute.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder healthWindow(Duration value) {
            requireNonNull(value, "value");
            healthWindow = Checks.positive("healthWindow", value);
            return this;
        }

        /**
         * Returns the options.
         *
         * @throws IllegalArgumentException if the policy requires signatures and nothing verifies them
         */
        public PackageOptions build() {
            if (policy.requiresSignature() && signature == null) {
                throw new IllegalArgumentException("the policy requires signatures, and nothing verifies them: use"
                        + " signature(…) with the keys of who makes the packages, or"
                        + " PackagePolicy.Builder.requiresSignature(false)");
            }
            return new PackageOptions(this);
        }
    }
}
