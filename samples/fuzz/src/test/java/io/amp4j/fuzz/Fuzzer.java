package io.amp4j.fuzz;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInfo;

/**
 * Lets a reader read many cases, each made from a seed of its own. {@code -Dfuzz.cases=N} makes N cases in all tests together instead of
 * a million, {@code -Dfuzz.first=N} others; what fails tells how to repeat it.
 */
public final class Fuzzer {
    private static final int CASES = Integer.getInteger("fuzz.cases", 1_000_000);
    private static final long FIRST = Long.getLong("fuzz.first", 1);

    /** Of the thread's own processor time: thousands of times what any case needs. */
    private static final long HANGS = TimeUnit.SECONDS.toNanos(5);

    private static final int LONGEST_MESSAGE = 2_000;
    private static final int SHOWN = 300;

    /** Reads one case. */
    public interface Reader {
        /**
         * Reads, and throws whatever must not come out of the code that is tested.
         *
         * @return whether it was understood
         */
        boolean reads(byte[] input) throws Exception;
    }

    private final String test;
    private final Input input;
    private final Reader reader;
    private volatile long seed;
    private volatile @Nullable Throwable failure;
    private int understood;

    private Fuzzer(String test, Input input, Reader reader) {
        this.test = test;
        this.input = input;
        this.reader = reader;
    }

    /**
     * Runs a test's share of the cases, one at least.
     *
     * @param perMille the share; all of them together are 900, and the sessions of {@code FuzzTest} in opamp-client have the rest
     */
    public static void run(TestInfo test, int perMille, Input input, Reader reader) {
        int cases = (int) Math.max(1, (long) CASES * perMille / 1000);
        String name = test.getTestClass().orElseThrow().getSimpleName() + "#"
                + test.getTestMethod().orElseThrow().getName();
        new Fuzzer(name, input, reader).run(cases);
    }

    /** Fails if a message that people see could steer their terminal, or goes on and on. */
    public static void checkMessage(@Nullable String message) {
        if (message == null || message.isBlank()) {
            throw new AssertionError("no message");
        }
        if (message.length() > LONGEST_MESSAGE) {
            throw new AssertionError(
                    "a message of " + message.length() + " characters: " + message.substring(0, SHOWN));
        }
        message.codePoints().filter(c -> !isPrintable(c)).findFirst().ifPresent(c -> {
            throw new AssertionError("U+" + Integer.toHexString(c) + " in the message: " + message);
        });
    }

    /** Returns whether a text is on one line, and no character of it is invisible. */
    public static boolean isPrintable(String text) {
        return text.codePoints().allMatch(Fuzzer::isPrintable);
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** Fails if something does not hold. */
    public static void must(boolean holds, String violation) {
        if (!holds) {
            throw new AssertionError(violation);
        }
    }

    private void run(int cases) {
        Thread worker = new Thread(() -> work(cases), test);
        worker.setDaemon(true);
        worker.start();
        watch(worker);
        Throwable caught = failure;
        if (caught != null) {
            throw new AssertionError(report(String.valueOf(caught)), caught);
        }
        // Else this would only test how garbage is turned away.
        if (cases > 1_000 && (understood < cases / 50 || understood > cases - cases / 50)) {
            throw new AssertionError(understood + " of " + cases + " cases were understood");
        }
    }

    private void work(int cases) {
        try {
            for (long next = FIRST; next < FIRST + cases; next++) {
                seed = next;
                understood += reader.reads(input.next(new SplittableRandom(next))) ? 1 : 0;
            }
        } catch (Throwable e) {
            // Errors too: a stack that overflows and a heap that is too small are what is looked for.
            failure = e;
        }
    }

    private void watch(Thread worker) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long watched = 0;
        long since = 0;
        try {
            while (worker.isAlive()) {
                worker.join(100);
                long now = threads.getThreadCpuTime(worker.getId());
                if (watched != seed) {
                    watched = seed;
                    since = now;
                } else if (now - since > HANGS) {
                    AssertionError hang = new AssertionError("this case does not end");
                    hang.setStackTrace(worker.getStackTrace());
                    failure = hang;
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(report("interrupted"), e);
        }
    }

    private String report(String what) {
        byte[] bytes = input.next(new SplittableRandom(seed));
        String start = new String(Arrays.copyOf(bytes, Math.min(bytes.length, SHOWN)), StandardCharsets.ISO_8859_1);
        return "seed " + seed + ": " + what + "\nrepeat it by: ./mvnw -Dquick -pl samples/fuzz -am test"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest=" + test + " -Dfuzz.first=" + seed
                + " -Dfuzz.cases=1\n" + bytes.length + " bytes: " + start.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
