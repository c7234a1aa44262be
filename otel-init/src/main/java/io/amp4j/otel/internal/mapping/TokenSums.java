package io.amp4j.otel.internal.mapping;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what Spring AI 1.x counts more than once. A call after a tool reports what the calls before the tool have used as well; it stands beside
 * them, or below the first of them where the answer is streamed, and there both report the sum. Knows the last 4,096 calls, and leaves alone
 * what it cannot tell for sure. Safe from any thread.
 */
final class TokenSums {
    private static final int MOST = 4_096;

    private final Map<Id, Usage> calls = bounded();
    private final Map<Id, Loop> loops = bounded();

    /**
     * Tokens.
     *
     * @param input of the question
     * @param output of the answer
     */
    record Usage(long input, long output) {
        private Usage minus(Usage other) {
            return new Usage(input - other.input, output - other.output);
        }
    }

    /**
     * Where a span stands, and when it was, in nanoseconds.
     *
     * @param trace its trace
     * @param span its id
     * @param parent the span above it
     */
    record Place(String trace, String span, String parent, long start, long end) {}

    private record Id(String trace, String span) {}

    /** The calls that were made for one span, one after the other. */
    private static final class Loop {
        final Usage sum;
        final Usage last;
        final long ended;
        long toolEnded;

        Loop(Usage sum, Usage last, long ended) {
            this.sum = sum;
            this.last = last;
            this.ended = ended;
        }
    }

    private static <V> Map<Id, V> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Id, V> eldest) {
                return size() > MOST;
            }
        };
    }

    /** Records a tool that Spring AI 1.x has run. */
    synchronized void ran(Place tool) {
        Loop loop = loops.get(new Id(tool.trace(), tool.parent()));
        if (loop != null && tool.start() >= loop.ended) {
            loop.toolEnded = Math.max(loop.toolEnded, tool.end());
        }
    }

    /** Returns what a call that reports the sum has used itself; null if another call reports all of it already. */
    synchronized @Nullable Usage own(Place call, Usage reported) {
        Id above = new Id(call.trace(), call.parent());
        Id self = new Id(call.trace(), call.span());
        calls.put(self, reported);
        Loop below = loops.get(self);
        if (reported.equals(calls.get(above)) || (below != null && reported.equals(below.sum))) {
            return null;
        }
        Loop before = loops.get(above);
        Usage own = before == null ? reported : own(call, reported, before);
        loops.put(above, new Loop(reported, own, call.end()));
        return own;
    }

    /** A later call has all messages of the one before, and more: a smaller difference is not a sum. */
    private static Usage own(Place call, Usage reported, Loop before) {
        Usage difference = reported.minus(before.sum);
        boolean afterTool = before.toolEnded != 0 && call.start() >= before.toolEnded;
        return afterTool && difference.input() >= before.last.input() && difference.output() >= 0
                ? difference
                : reported;
    }
}
