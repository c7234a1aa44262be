import org.jspecify.annotations.NullMarked;

/** The instrumentation catalog of WSO2 Agent Manager. */
@NullMarked
module io.amp4j.catalog {
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires java.logging;
    requires org.yaml.snakeyaml;
    requires static transitive org.jspecify;

    exports io.amp4j.catalog;
}
