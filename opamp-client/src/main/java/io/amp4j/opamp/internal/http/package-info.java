/**
 * OpAMP over plain HTTP with OkHttp, and the parts that a WebSocket upgrade shares with it: redirects, headers, classification of failures.
 */
@NullMarked
package io.amp4j.opamp.internal.http;

import org.jspecify.annotations.NullMarked;
