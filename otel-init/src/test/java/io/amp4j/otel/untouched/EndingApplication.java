package io.amp4j.otel.untouched;

import io.amp4j.otel.AmpOtel;

/** The program of the first try: it sets AMP up, makes a span and ends. */
public final class EndingApplication {
    private EndingApplication() {}

    /** Takes {@code return} or {@code exit}. */
    public static void main(String[] arguments) {
        AmpOtel amp = AmpOtel.initOtel();
        amp.tracer("first").spanBuilder("first try").startSpan().end();
        if (arguments[0].equals("exit")) {
            System.exit(0);
        }
    }
}
