/** OpAMP over plain HTTP, on OkHttp, and what a WebSocket's upgrade shares with it: redirects, headers, what a failure means. */
@NullMarked
package io.amp4j.opamp.internal.http;

import org.jspecify.annotations.NullMarked;
