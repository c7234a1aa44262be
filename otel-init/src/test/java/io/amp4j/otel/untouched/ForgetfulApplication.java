package io.amp4j.otel.untouched;

import io.amp4j.otel.AmpOtel;

/** An application that sets AMP up, makes one span and ends without closing anything. */
public final class ForgetfulApplication {
    private ForgetfulApplication() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) {
        AmpOtel amp = AmpOtel.initOtel();
        amp.tracer("forgetful").spanBuilder("last words").startSpan().end();
        System.out.println("registration " + amp.registration());
    }
}
