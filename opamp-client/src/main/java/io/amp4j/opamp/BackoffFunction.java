package io.amp4j.opamp;

import java.time.Duration;

/**
 * Decides how long the client waits after a failure, in place of the formula of its {@link BackoffPolicy}.
 *
 * <p>It is asked after every failed attempt and every lost connection that the client tells of with a wait, but not when the client
 * reconnects at once, nor when the server says by itself, in an OpAMP message, that it is unavailable. It runs on the callback thread of
 * its client, one call at a time and in order with its callbacks, before the callback that tells of the failure; with one function for
 * several clients there can be calls at the same time.
 *
 * <p>The delay counts from the failure. It may be anything from zero to 365 days; zero is at once, so a function that never answers more keeps
 * the client busy. What the server asks for ({@code Retry-After}, or {@link BackoffPolicy#throttleFloor()} without it) remains the least, and so does
 * the heartbeat interval where {@link OpampClientBuilder#maxRetries} has ended a series of retries.
 *
 * <p>If the function throws, returns null or a delay out of that range, or has not answered 5 s after the failure, as when a callback blocks its
 * thread, the delay of the formula is used and a warning is logged, once until it answers properly again.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BackoffFunction {

    /**
     * Returns how long to wait.
     *
     * @param attempt how many attempts in a row have failed, this one included; 1 after a success or the end of a series of retries
     * @param failure why; its {@link ConnectionFailure#retryIn()} is the delay of the formula
     */
    Duration delay(int attempt, ConnectionFailure failure);
}
