package io.amp4j.samples.demo;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Makes the warnings that an operator would find in the log lines of the story. */
final class StoryLog extends Handler {
    private final Timeline timeline;

    private StoryLog(Timeline timeline) {
        this.timeline = timeline;
        setLevel(Level.WARNING);
    }

    /** Takes the place of all other handlers. */
    static void to(Timeline timeline) {
        LogManager.getLogManager().reset();
        Logger.getLogger("").addHandler(new StoryLog(timeline));
    }

    @Override
    public void publish(LogRecord record) {
        if (isLoggable(record)) {
            Throwable thrown = record.getThrown();
            timeline.event("log", record.getMessage() + (thrown == null ? "" : ": " + thrown));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
