/** What java-contrib's client needs of an older OpenTelemetry API. */
@NullMarked
package io.opentelemetry.api.internal;

import org.jspecify.annotations.NullMarked;
