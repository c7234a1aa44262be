/** Side-by-side measurements; see docs/performance.md. */
@NullMarked
package io.amp4j.benchmarks;

import org.jspecify.annotations.NullMarked;
