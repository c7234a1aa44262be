package io.amp4j.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What a fleet does to a server that comes back: agents in processes of their own, all cut off at the same moment, each with its own chance.
 * Simulated without a network, since only the waits matter. Prints, for each way of spreading the waits and each length of an outage, how
 * many attempts come in the worst second while the server is away (from the second one on) and once it is back, and when half and the last of the
 * agents are back. The first wait is 1 s, growth is twofold, the longest 5 min, as in {@code BackoffPolicy.DEFAULT}.
 */
public final class ReconnectSimulation {
    private static final int AGENTS = 100_000;
    private static final double INITIAL = 1;
    private static final double LONGEST = 300;
    private static final double[] OUTAGES = {1, 10, 60, 600, 3600};

    private ReconnectSimulation() {}

    /** A way to choose the next wait, in seconds. */
    private interface Waits {
        double next(int failures, double before, SplittableRandom random);
    }

    private record Way(String name, Waits waits) {}

    private static final List<Way> WAYS = List.of(
            new Way("20 % taken off", (failures, before, random) -> grown(failures) * (1 - 0.2 * random.nextDouble())),
            new Way("50 % taken off", (failures, before, random) -> grown(failures) * (1 - 0.5 * random.nextDouble())),
            new Way("full jitter", (failures, before, random) -> grown(failures) * (1 - random.nextDouble())),
            new Way(
                    "decorrelated jitter",
                    (failures, before, random) -> Math.min(
                            LONGEST, INITIAL + random.nextDouble() * (3 * Math.max(before, INITIAL) - INITIAL))));

    private static double grown(int failures) {
        return Math.min(LONGEST, INITIAL * Math.pow(2, failures - 1.0));
    }

    /** Simulates all; some seconds. */
    public static void main(String[] arguments) {
        System.out.println(
                "| outage | waits | attempts in the worst second, server away | server back | half are back after"
                        + " | the last after | attempts of an agent |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (double outage : OUTAGES) {
            for (Way way : WAYS) {
                System.out.println(simulate(outage, way));
            }
        }
    }

    private static String simulate(double outage, Way way) {
        SplittableRandom random = new SplittableRandom(42);
        int[] away = new int[(int) outage + 1];
        int[] back = new int[(int) LONGEST + 2];
        double[] returns = new double[AGENTS];
        long attempts = 0;
        for (int agent = 0; agent < AGENTS; agent++) {
            // All notice at once; the first attempt follows at once and fails.
            double at = 0;
            double wait = 0;
            for (int failures = 1; at < outage; failures++) {
                attempts++;
                away[(int) at]++;
                wait = way.waits.next(failures, wait, random);
                at += wait;
            }
            attempts++;
            returns[agent] = at - outage;
            back[(int) returns[agent]]++;
        }
        Arrays.sort(returns);
        int worst = Arrays.stream(away).skip(1).max().orElse(0);
        return String.format(
                Locale.ROOT,
                "| %.0f s | %s | %,d | %,d | %.1f s | %.1f s | %.1f |",
                outage,
                way.name,
                worst,
                Arrays.stream(back).max().orElse(0),
                returns[AGENTS / 2],
                returns[AGENTS - 1],
                (double) attempts / AGENTS);
    }
}
