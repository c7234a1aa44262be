package io.amp4j.opamp.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the rows of {@code defects.tsv} that a test guards against: it fails if the client behaves as the row describes. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Defect {
    /** The ids, such as {@code J12}. */
    String[] value();
}
