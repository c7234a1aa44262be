/**
 * The value types of AMP's span contract: the attribute keys, the kinds, and the parameters and results of {@code SpanContract}. For
 * programs that set AMP's attributes themselves, with {@link io.amp4j.otel.contract.data.AmpAttributes}, and for programs that read the
 * results.
 */
@NullMarked
package io.amp4j.otel.contract.data;

import org.jspecify.annotations.NullMarked;
