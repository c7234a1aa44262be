/**
 * The words and the values of AMP's span contract: the attribute keys, the kinds, and what {@code SpanContract} takes and answers. For those who
 * set AMP's attributes by hand, with {@link io.amp4j.otel.contract.data.AmpAttributes}, and for those who read the answers. Values only; none
 * does anything.
 */
@NullMarked
package io.amp4j.otel.contract.data;

import org.jspecify.annotations.NullMarked;
