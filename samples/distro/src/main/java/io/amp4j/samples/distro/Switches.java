package io.amp4j.samples.distro;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The options in force. Read by exporters on every call; replaced whole. */
final class Switches {
    private final List<Consumer<Options>> followers = new CopyOnWriteArrayList<>();
    private volatile Options options = Options.NONE;

    /** Returns the options in force. */
    Options options() {
        return options;
    }

    /** Has {@code follower} told the options now and after each change. */
    synchronized void follow(Consumer<Options> follower) {
        followers.add(follower);
        follower.accept(options);
    }

    /** Puts other options in force; they have been checked. */
    synchronized void use(Options value) {
        options = value;
        followers.forEach(follower -> follower.accept(value));
    }
}
