package io.amp4j.opamp.internal.codec;

import io.amp4j.opamp.Hash;
import io.amp4j.opamp.packages.OfferedPackage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an agent remembers of packages.
 *
 * @param offer the last offer, to go on with it
 * @param complete the server's name for all packages together, once all of them were in place
 * @param failures by name, what failed last
 * @param condemned by name, the versions that were rolled back, or with whose installation the process ended, oldest first
 * @param journal the version that is being installed or on trial
 * @param error what was wrong with the last offer as a whole
 */
public record PackagesMemory(
        @Nullable PackagesOffer offer,
        Hash complete,
        Map<String, Failure> failures,
        Map<String, List<Failure>> condemned,
        @Nullable Journal journal,
        String error) {

    /** What an agent remembers that has done nothing yet. */
    public static final PackagesMemory NONE = new PackagesMemory(null, Hash.EMPTY, Map.of(), Map.of(), null, "");

    public PackagesMemory {
        failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
        Map<String, List<Failure>> copy = new LinkedHashMap<>();
        condemned.forEach((name, versions) -> copy.put(name, List.copyOf(versions)));
        condemned = Collections.unmodifiableMap(copy);
    }

    /**
     * A version that failed.
     *
     * @param isBad whether it is not tried again until something else is offered
     */
    public record Failure(Hash hash, Hash contentHash, String reason, boolean isBad) {
        /** Returns whether it is about what is offered. */
        public boolean isOf(Hash offeredHash, Hash offeredContent) {
            return hash.equals(offeredHash) && contentHash.equals(offeredContent);
        }
    }

    /**
     * A version that is being installed, or on trial.
     *
     * @param attempts how often its installation was begun
     * @param starts how often the process has started with it since it became active
     */
    public record Journal(OfferedPackage offered, int attempts, int starts) {
        /** Returns this with one more start. */
        public Journal started() {
            return new Journal(offered, attempts, starts + 1);
        }
    }
}
