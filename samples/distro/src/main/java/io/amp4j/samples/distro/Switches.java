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

    /** Puts other options in force; they have been checked. If a follower fails, the former ones are in force again. */
    synchronized void use(Options value) {
        Options before = options;
        options = value;
        try {
            followers.forEach(follower -> follower.accept(value));
        } catch (RuntimeException | Error e) {
            options = before;
            followers.forEach(follower -> putBack(follower, before, e));
            throw e;
        }
    }

    private static void putBack(Consumer<Options> follower, Options before, Throwable cause) {
        try {
            follower.accept(before);
        } catch (RuntimeException | Error e) {
            if (e != cause) {
                cause.addSuppressed(e);
            }
        }
    }
}
