package io.amp4j.opamp.testing;

/**
 * A rule of a {@link FakeOpampServer}, in force until it is closed.
 *
 * @since 0.1.0
 */
public interface AnswerRule extends AutoCloseable {
    /** Ends the rule; may be called more than once. */
    @Override
    void close();
}
