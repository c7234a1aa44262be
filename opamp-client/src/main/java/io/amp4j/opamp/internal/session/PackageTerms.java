package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.packages.PackagePolicy;
import java.time.Duration;

/**
 * On which terms an agent takes packages.
 *
 * @param probes whether something says that the agent is healthy with a new version
 * @param window how long a new version has to become healthy
 */
public record PackageTerms(PackagePolicy policy, boolean probes, Duration window) {}
