package io.amp4j.otel.untouched;

import io.amp4j.otel.AmpOtel;
import io.amp4j.otel.HeaderSource;
import java.net.URI;

/** An application that sets AMP up, makes one span and ends without closing anything. */
public final class ForgetfulApplication {
    private ForgetfulApplication() {}

    /** Takes nothing, or an address to switch to. */
    public static void main(String[] arguments) {
        AmpOtel amp = AmpOtel.initOtel();
        amp.tracer("forgetful").spanBuilder("last words").startSpan().end();
        System.out.println("registration " + amp.registration());
        if (arguments.length > 0) {
            boolean switched = amp.exporter().switchTo(URI.create(arguments[0]), HeaderSource.apiKey("another-key"));
            System.out.println("switched " + switched);
        }
    }
}
