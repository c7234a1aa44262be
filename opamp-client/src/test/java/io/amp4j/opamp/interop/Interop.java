package io.amp4j.opamp.interop;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test that asks for a {@link ReferenceServer} one of its own, stopped after the test.
 *
 * <p>Where the Go command, or the modules the server is built from, cannot be had, the class is skipped and says so; with
 * {@code -Dinterop=required} it fails.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("interop")
@ExtendWith(InteropExtension.class)
@interface Interop {}
