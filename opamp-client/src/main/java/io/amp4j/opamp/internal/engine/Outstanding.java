package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.engine.WorkCounter.Kind;

/**
 * Counts the operations of a connection whose outcome is not reported yet. The end of the connection ends them all, and no operation is
 * counted after it.
 */
final class Outstanding {

    private final WorkCounter counter;
    private int count;
    private boolean ended;

    Outstanding(WorkCounter counter) {
        this.counter = counter;
    }

    synchronized void begin() {
        if (!ended) {
            count++;
            counter.begin(Kind.EXCHANGE);
        }
    }

    /** Called when an outcome has been passed on. */
    synchronized void end() {
        if (count > 0) {
            count--;
            counter.end(Kind.EXCHANGE);
        }
    }

    /** Called when the end of the connection has been passed on, or is of no interest any more. */
    synchronized void endAll() {
        ended = true;
        counter.end(Kind.EXCHANGE, count);
        count = 0;
    }
}
