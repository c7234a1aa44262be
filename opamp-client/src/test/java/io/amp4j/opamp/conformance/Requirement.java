package io.amp4j.opamp.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the rows of {@code requirements.tsv} that a test proves: it fails if the client stops meeting any of them. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Requirement {
    /** The ids, such as {@code R-043}. */
    String[] value();
}
