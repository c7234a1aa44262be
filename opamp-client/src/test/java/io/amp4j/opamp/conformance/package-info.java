/**
 * What the OpAMP specification asks of a client, row by row, each with the tests that prove it. The tables are in the resources of this
 * package; {@code docs/opamp-conformance.md} is made from them and from {@link Requirement} and {@link Defect} on the tests.
 */
package io.amp4j.opamp.conformance;
