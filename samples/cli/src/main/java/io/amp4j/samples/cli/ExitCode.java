package io.amp4j.samples.cli;

/** What the exit code of every command means; wrong usage is 2, by picocli. */
final class ExitCode {
    /** The input is good and the work is done. */
    static final int GOOD = 0;

    /** The input has problems, or the other side did not do its part. */
    static final int PROBLEMS = 1;

    private ExitCode() {}
}
