package io.amp4j.opamp.testing;

/** A scriptable OpAMP server on loopback. */
public final class FakeOpampServer {
    private FakeOpampServer() {}
}
