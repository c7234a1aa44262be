package io.amp4j.opamp.testing;

/** A message with what the server noticed on its arrival. */
record ServerMessage(ReceivedMessage received, boolean lacksState) {}
