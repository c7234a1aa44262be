/** How AMP's observer reads a span: pure functions over attributes, one class per part of the contract. */
@NullMarked
package io.amp4j.otel.internal.contract;

import org.jspecify.annotations.NullMarked;
