import org.jspecify.annotations.NullMarked;

/** The whole chain in one JVM, on the module path: catalog, OpAMP, telemetry. */
@NullMarked
module io.amp4j.samples.demo {
    requires io.amp4j.catalog;
    requires io.amp4j.opamp;
    requires io.amp4j.opamp.testing;
    requires io.amp4j.otel;
    requires java.logging;
    requires jdk.httpserver;
    requires io.opentelemetry.proto;
    requires com.google.protobuf;
    requires static org.jspecify;
}
