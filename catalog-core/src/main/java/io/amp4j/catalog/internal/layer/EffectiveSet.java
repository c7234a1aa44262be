package io.amp4j.catalog.internal.layer;

import io.amp4j.catalog.internal.layer.Settings.DefaultChoice;
import java.util.List;
import java.util.Map;

/**
 * All layers laid over one another, before the verdict.
 *
 * @param byVersion the topmost entry of each version, in document order
 * @param defaultChoice the default and what set it
 * @param defaultLayer the layer that set it, or the number of layers when none did
 * @param platformPythons the minors that the platform can build
 * @param complete false when an input could not be read, so that what it may have held is unknown
 */
public record EffectiveSet(
        Map<String, RawEntry> byVersion,
        DefaultChoice defaultChoice,
        int defaultLayer,
        List<String> platformPythons,
        boolean complete) {}
