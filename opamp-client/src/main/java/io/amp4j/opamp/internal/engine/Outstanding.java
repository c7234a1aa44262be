package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.engine.WorkCounter.Kind;

/** What a connection was asked for and has not told the outcome of yet. Its end answers for all of that, and after it nothing is asked any more. */
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

    /** There is an outcome, and it is handed on. */
    synchronized void end() {
        if (count > 0) {
            count--;
            counter.end(Kind.EXCHANGE);
        }
    }

    /** The connection has ended, and that is handed on; or nobody wants to hear of it any more. */
    synchronized void endAll() {
        ended = true;
        counter.end(Kind.EXCHANGE, count);
        count = 0;
    }
}
