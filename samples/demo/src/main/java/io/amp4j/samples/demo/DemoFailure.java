package io.amp4j.samples.demo;

/** A step of the demo did not really happen. */
final class DemoFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoFailure(String message) {
        super(message);
    }

    /** Fails the demo unless {@code happened}. */
    static void unless(boolean happened, String step) {
        if (!happened) {
            throw new DemoFailure("did not happen: " + step);
        }
    }
}
