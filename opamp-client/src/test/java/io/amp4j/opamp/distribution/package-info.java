/** What docs/testing-distributions.md shows: a program on the client, and its tests with the kit. */
@NullMarked
package io.amp4j.opamp.distribution;

import org.jspecify.annotations.NullMarked;
