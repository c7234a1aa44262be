package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.codec.FieldLimits;
import io.amp4j.opamp.internal.codec.PackagesMemory;
import io.amp4j.opamp.packages.OfferedPackage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What failed last under the name of each package, and whether it is not to be tried again. */
final class PackageFailures {

    private final Map<String, PackagesMemory.Failure> byName = new LinkedHashMap<>();

    /** Goes on from those of an earlier process. */
    void restore(Map<String, PackagesMemory.Failure> earlier) {
        byName.putAll(earlier);
    }

    Map<String, PackagesMemory.Failure> all() {
        return byName;
    }

    void remember(OfferedPackage offered, String reason, boolean isBad) {
        byName.put(
                offered.name(),
                new PackagesMemory.Failure(offered.hash(), offered.contentHash(), FieldLimits.cut(reason), isBad));
    }

    void forget(String name) {
        byName.remove(name);
    }

    /** Forgets all but those of these names. */
    void keep(Set<String> names) {
        byName.keySet().retainAll(names);
    }

    /** Returns why a version is not to be tried again, or null if it may be. */
    @Nullable
    String badReason(String name, Hash hash, Hash contentHash) {
        PackagesMemory.Failure failure = byName.get(name);
        return failure != null && failure.isBad() && failure.isOf(hash, contentHash) ? failure.reason() : null;
    }
}
