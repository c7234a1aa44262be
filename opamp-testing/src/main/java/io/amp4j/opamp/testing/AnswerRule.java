package io.amp4j.opamp.testing;

/**
 * A standing order to a {@link FakeOpampServer}, in force until it is closed.
 *
 * @since 0.1.0
 */
public interface AnswerRule extends AutoCloseable {
    /** Ends the order; repeatable. */
    @Override
    void close();
}
