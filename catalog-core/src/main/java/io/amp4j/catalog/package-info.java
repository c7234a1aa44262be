/**
 * The instrumentation catalog of WSO2 Agent Manager: load, merge, validate, resolve images.
 *
 * <p>{@link io.amp4j.catalog.CatalogLoader} reads {@link io.amp4j.catalog.CatalogSource sources} and returns a
 * {@link io.amp4j.catalog.Validation}: an {@link io.amp4j.catalog.InstrumentationCatalog}, or every {@link io.amp4j.catalog.Problem} of the
 * input with its location.
 */
@NullMarked
package io.amp4j.catalog;

import org.jspecify.annotations.NullMarked;
