package io.amp4j.samples.distro;

import io.amp4j.otel.sampling.TailSamplingRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which traces are kept once they have ended in this process.
 *
 * @param errors whether a trace with a failed span is kept
 * @param slowerThan traces whose root took this long or longer are kept
 * @param ratio the part of the other traces that is kept
 * @param ratioByName that part for roots of these names, in alphabetical order
 */
record TailOptions(boolean errors, Optional<Duration> slowerThan, double ratio, Map<String, Double> ratioByName) {
    TailOptions {
        ratioByName = Map.copyOf(ratioByName);
    }

    /** Returns the rules, in the order in which they are asked. A trial of an evaluation has no result without its trace. */
    List<TailSamplingRule> rules() {
        List<TailSamplingRule> rules = new ArrayList<>();
        rules.add(new TailSamplingRule.Evaluated());
        if (errors) {
            rules.add(new TailSamplingRule.Failed());
        }
        slowerThan.map(TailSamplingRule.Slow::new).ifPresent(rules::add);
        rules.add(new TailSamplingRule.RootRatio(ratioByName, ratio));
        return rules;
    }
}
