package io.amp4j.samples.distro;

import io.amp4j.otel.sampling.SamplingRules;
import io.amp4j.samples.distro.instrumentations.InstrumentationRules;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a server has set. Where it has set nothing, the value is empty and what the environment says is in force.
 *
 * @param off the signals that are not exported
 * @param sampling which spans are recorded
 * @param tail which traces are kept once they have ended
 * @param instrumentations which instrumentations are turned off
 * @param capturesContent whether prompts, answers and arguments may leave the process
 * @param logLevel how much the Java agent logs
 * @param heartbeat the interval of heartbeats
 */
record Options(
        Set<Signal> off,
        Optional<SamplingRules> sampling,
        Optional<TailOptions> tail,
        InstrumentationRules instrumentations,
        boolean capturesContent,
        Optional<LogLevel> logLevel,
        Optional<Duration> heartbeat) {
    /** A server has set nothing. */
    static final Options NONE = new Options(
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            InstrumentationRules.NONE,
            true,
            Optional.empty(),
            Optional.empty());

    Options {
        off = Set.copyOf(off);
    }

    boolean exports(Signal signal) {
        return !off.contains(signal);
    }
}
