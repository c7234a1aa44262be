package io.amp4j.opamp.testing;

/** A request, with the script's state at its arrival. */
record Arrival(ReceivedRequest request, Script.Draw<ReceivedRequest> script) {}
