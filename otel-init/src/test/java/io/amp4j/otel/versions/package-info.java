/**
 * The jar with other versions of OpenTelemetry than the one that it is built with. What runs in the class loader or JVM of another version
 * knows neither JUnit nor AssertJ.
 */
package io.amp4j.otel.versions;
