package io.amp4j.opamp.testing;

/** A request with what the script said about it on its arrival. */
record Arrival(ReceivedRequest request, Script.Draw<ReceivedRequest> script) {}
