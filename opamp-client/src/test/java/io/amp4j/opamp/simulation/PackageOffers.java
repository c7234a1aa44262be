package io.amp4j.opamp.simulation;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.codec.PackageStatuses;
import io.amp4j.opamp.internal.codec.PackagesOffer;
import io.amp4j.opamp.simulation.OfferedVersion.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The packages that a server wants every agent to have: new versions, old ones, the same again, bad ones, or none any more. */
final class PackageOffers {
    static final String ADDON = "addon";

    private static final List<String> NAMES = List.of("agent", ADDON, "");

    private final SplittableRandom random;
    private final Map<String, OfferedVersion> wanted = new TreeMap<>();
    private final Map<String, List<OfferedVersion>> history = new TreeMap<>();
    private @Nullable PackagesOffer offer;
    private int versions;
    private int offers;
    private boolean closed;

    PackageOffers(SplittableRandom random) {
        this.random = random;
    }

    /** Wants something else from now on, or the same from another place. */
    void change() {
        for (String name : NAMES) {
            OfferedVersion has = wanted.get(name);
            List<OfferedVersion> all = history.computeIfAbsent(name, any -> new ArrayList<>());
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> wants(released(name, randomKind(), ++versions));
                case 3 -> {
                    if (has != null) {
                        wants(released(name, has.kind(), has.content()));
                    }
                }
                case 4 -> {
                    if (!all.isEmpty()) {
                        wants(all.get(random.nextInt(all.size())));
                    }
                }
                case 5 -> wanted.remove(name);
                default -> {}
            }
        }
        publish();
    }

    /** The last offer: often it is new and works; otherwise it stays what it is, good or bad. */
    void end() {
        if (random.nextInt(3) > 0) {
            NAMES.forEach(name -> wants(released(name, Kind.GOOD, ++versions)));
            publish();
        }
    }

    /** From now on what has failed is not offered again. */
    void close() {
        closed = true;
    }

    private Kind randomKind() {
        Kind[] kinds = Kind.values();
        return random.nextBoolean() ? Kind.GOOD : kinds[random.nextInt(kinds.length)];
    }

    private OfferedVersion released(String name, Kind kind, int content) {
        return new OfferedVersion(name, ++versions, kind, content);
    }

    private void wants(OfferedVersion version) {
        wanted.put(version.name(), version);
        history.computeIfAbsent(version.name(), any -> new ArrayList<>()).add(version);
    }

    private void publish() {
        int number = ++offers;
        Map<String, PackagesOffer.Item> items = new LinkedHashMap<>();
        wanted.forEach((name, version) -> items.put(name, version.item(number)));
        offer = new PackagesOffer(
                items,
                new Hash(Bytes.utf8(String.join(
                        ", ",
                        wanted.values().stream()
                                .map(version -> version.name() + " " + version.version())
                                .toList()))));
    }

    /** Returns what is offered now. */
    @Nullable
    PackagesOffer current() {
        return offer;
    }

    /**
     * Returns what to offer an agent that has reported this.
     *
     * @param insists whether what has failed is offered again
     */
    @Nullable
    PackagesOffer due(@Nullable PackageStatuses reported, boolean insists) {
        PackagesOffer now = offer;
        boolean isKnown =
                now != null && reported != null && reported.offeredAll().equals(now.allPackagesHash());
        return isKnown && !(insists && !closed && isUnfinished(now, reported)) ? null : now;
    }

    /** Whether something has failed, or is there that is not offered. */
    private static boolean isUnfinished(PackagesOffer now, PackageStatuses reported) {
        return reported.packages().entrySet().stream()
                .anyMatch(entry -> entry.getValue().state() == PackageStatuses.State.FAILED
                        || !now.packages().containsKey(entry.getKey()));
    }
}
