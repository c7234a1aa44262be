package io.amp4j.opamp;

import java.time.Duration;

/**
 * Decides how long the client waits after a failure, in place of the formula of its {@link BackoffPolicy}.
 *
 * <p>The client calls it after every failed attempt and every lost connection after which it waits. It does not call it when it reconnects
 * at once, nor when the server reports in an OpAMP message that it is unavailable. The function runs on the callback thread of its client,
 * one call at a time and in order with the callbacks, before the callback that reports the failure. If several clients share one function,
 * calls can be concurrent.
 *
 * <p>The delay counts from the failure. It may be anything from zero to 365 days. Zero means at once, so with a function that always
 * returns zero the client retries without a pause. The delay is never shorter than what the server asks for ({@code Retry-After}, or
 * {@link BackoffPolicy#throttleFloor()} without it), nor than the heartbeat interval where {@link OpampClientBuilder#maxRetries} has ended
 * a series of retries.
 *
 * <p>If the function throws, returns null or a delay out of that range, or has not returned 5 s after the failure (for example because a
 * callback blocks its thread), the client uses the delay of the formula. It logs one warning until the function returns a valid delay
 * again.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BackoffFunction {

    /**
     * Returns how long to wait.
     *
     * @param attempt how many attempts in a row have failed, this one included; 1 after a success or the end of a series of retries
     * @param failure the last failure; its {@link ConnectionFailure#retryIn()} is the delay of the formula
     */
    Duration delay(int attempt, ConnectionFailure failure);
}
