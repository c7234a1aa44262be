package io.amp4j.catalog;

/** Input that does not make a catalog. */
public final class CatalogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CatalogException(String message) {
        super(message);
    }
}
