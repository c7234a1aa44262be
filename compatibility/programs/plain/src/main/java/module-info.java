/** On the module path a program reads the three modules and nothing else. */
module program {
    requires io.amp4j.catalog;
    requires io.amp4j.opamp;
    requires io.amp4j.otel;
}
