package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.codec.FieldLimits;
import io.amp4j.opamp.internal.codec.PackagesMemory.Failure;
import io.amp4j.opamp.packages.OfferedPackage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What failed under the name of each package, and whether it is not to be tried again: what failed last until something else is offered, and
 * what is condemned, because it ran and had to go, until another version is installed.
 */
final class PackageFailures {

    /** How many condemned versions of a package are remembered. */
    static final int MOST_VERSIONS = 10;

    /** Of how many packages, beside those that are installed. */
    static final int MOST_NAMES = 1000;

    private final Map<String, Failure> byName = new LinkedHashMap<>();
    private final Map<String, List<Failure>> condemned = new LinkedHashMap<>();

    /** Goes on from those of an earlier process. */
    void restore(Map<String, Failure> earlier, Map<String, List<Failure>> earlierCondemned) {
        byName.putAll(earlier);
        earlierCondemned.forEach((name, versions) -> condemned.put(name, new ArrayList<>(versions)));
    }

    Map<String, Failure> all() {
        return byName;
    }

    Map<String, List<Failure>> condemned() {
        return condemned;
    }

    void remember(OfferedPackage offered, String reason, boolean isBad) {
        byName.put(offered.name(), failure(offered, reason, isBad));
    }

    private static Failure failure(OfferedPackage offered, String reason, boolean isBad) {
        return new Failure(offered.hash(), offered.contentHash(), FieldLimits.cut(reason), isBad);
    }

    /** A version is not to be active again. */
    void condemn(OfferedPackage offered, String reason) {
        List<Failure> versions = condemned.computeIfAbsent(offered.name(), name -> new ArrayList<>());
        versions.removeIf(version -> version.isOf(offered.hash(), offered.contentHash()));
        versions.add(failure(offered, reason, true));
        if (versions.size() > MOST_VERSIONS) {
            versions.remove(0);
        }
    }

    /** Another version is installed. */
    void forget(String name) {
        byName.remove(name);
        condemned.remove(name);
    }

    /** Forgets what failed under other names than those offered, and what was condemned of packages that are long gone. */
    void keep(Set<String> offered, Set<String> installed) {
        byName.keySet().retainAll(offered);
        List<String> gone = condemned.keySet().stream()
                .filter(name -> !installed.contains(name))
                .toList();
        gone.subList(0, Math.max(0, gone.size() - MOST_NAMES)).forEach(condemned::remove);
    }

    /** Returns why a version is not to be tried again, or null if it may be. */
    @Nullable
    String badReason(String name, Hash hash, Hash contentHash) {
        for (Failure version : condemned.getOrDefault(name, List.of())) {
            if (version.isOf(hash, contentHash)) {
                return version.reason();
            }
        }
        Failure failure = byName.get(name);
        return failure != null && failure.isBad() && failure.isOf(hash, contentHash) ? failure.reason() : null;
    }
}
