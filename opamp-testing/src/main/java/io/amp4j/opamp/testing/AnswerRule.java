package io.amp4j.opamp.testing;

/** A standing order to a {@link FakeOpampServer}, in force until it is closed. */
public interface AnswerRule extends AutoCloseable {
    /** Ends the order; repeatable. */
    @Override
    void close();
}
