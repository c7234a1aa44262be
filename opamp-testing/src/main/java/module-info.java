import org.jspecify.annotations.NullMarked;

/** A scriptable OpAMP server and a manual clock for tests. */
@NullMarked
module io.amp4j.opamp.testing {
    requires com.google.protobuf;
    requires static org.junit.jupiter.api;
    requires static transitive org.jspecify;

    exports io.amp4j.opamp.testing;

    // protobuf reads the fields of generated messages by reflection.
    opens io.amp4j.opamp.testing.internal.wire to
            com.google.protobuf;
}
