import org.jspecify.annotations.NullMarked;

/** A scriptable OpAMP server and a manual clock for tests. */
@NullMarked
module io.amp4j.opamp.testing {
    requires java.logging;
    requires static org.junit.jupiter.api;
    requires static transitive org.jspecify;

    exports io.amp4j.opamp.testing;
}
