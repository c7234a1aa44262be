import org.jspecify.annotations.NullMarked;

/** Tests that hold a transport of OpAMP against its contract. */
@NullMarked
module io.amp4j.opamp.transport.testing {
    requires transitive io.amp4j.opamp;
    requires transitive org.junit.jupiter.api;
    requires io.amp4j.opamp.testing;
    requires static transitive org.jspecify;

    exports io.amp4j.opamp.transport.testing;
}
