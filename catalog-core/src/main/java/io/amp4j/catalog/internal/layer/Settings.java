package io.amp4j.catalog.internal.layer;

import io.amp4j.catalog.ReadLimits;
import io.amp4j.catalog.SourceLocation;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the caller decided.
 *
 * @param limits the bounds of each input
 * @param valuesPath the keys that lead to the list in a Helm values file
 * @param platformPythons the minors that the platform can build
 * @param chosenDefault the default by argument or environment, or null to take the inputs' or the platform's
 * @param platformDefault the default when nobody sets one
 * @param raised codes of warnings that are to be errors
 * @param silenced codes of warnings that are not wanted
 */
public record Settings(
        ReadLimits limits,
        List<String> valuesPath,
        List<String> platformPythons,
        @Nullable DefaultChoice chosenDefault,
        DefaultChoice platformDefault,
        Set<String> raised,
        Set<String> silenced) {
    /**
     * A default version and what set it.
     *
     * @param version the text, not yet judged
     * @param location what set it
     */
    public record DefaultChoice(String version, SourceLocation location) {}
}
