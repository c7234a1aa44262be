package io.amp4j.opamp.simulation;

/** The faults of the moment. */
interface FaultSource {
    Faults faults();

    /** Whether nobody reaches the server now. */
    boolean isPartitioned();
}
