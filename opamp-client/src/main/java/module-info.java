import org.jspecify.annotations.NullMarked;

/** A client of the Open Agent Management Protocol (OpAMP). */
@NullMarked
module io.amp4j.opamp {
    // Transitive, because OkHttpTransport takes a client of it. Who has a transport of his own needs no OkHttp on the
    // class path.
    requires transitive okhttp3;
    requires java.logging;
    // Static, because ConfigRestrictions alone needs them.
    requires static com.fasterxml.jackson.core;
    requires static org.yaml.snakeyaml;
    // Transitive, because nullness is part of the signatures; static, because nobody needs it to run.
    requires static transitive org.jspecify;

    exports io.amp4j.opamp;
    exports io.amp4j.opamp.packages;
    exports io.amp4j.opamp.transport;
}
