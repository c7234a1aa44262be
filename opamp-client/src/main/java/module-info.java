import org.jspecify.annotations.NullMarked;

/** A client of the Open Agent Management Protocol (OpAMP). */
@NullMarked
module io.amp4j.opamp {
    requires com.google.protobuf;
    requires okhttp3;
    requires java.logging;
    requires static org.jspecify;

    exports io.amp4j.opamp;
}
