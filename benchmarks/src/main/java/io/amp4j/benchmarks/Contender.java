package io.amp4j.benchmarks;

/** Something that talks OpAMP with the server without a pause, from when it is made until it is closed. */
interface Contender extends AutoCloseable {

    /** Returns how many messages of it the server has answered so far. */
    long answers();

    @Override
    void close();
}
