package io.amp4j.opamp;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a part of the API that depends on a part of the protocol which is not stable yet. It may change with the protocol, even in a minor
 * version.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD})
public @interface Experimental {

    /** Returns how the specification labels that part of the protocol; if it gives two labels, the less mature one. */
    Stage value();

    /**
     * A maturity label of the specification.
     *
     * @since 0.1.0
     */
    enum Stage {
        /** Mostly settled; incompatible changes are possible. */
        BETA,
        /** Work in progress; incompatible changes are likely. */
        DEVELOPMENT
    }
}
