/**
 * AMP and OpAMP in a Spring Boot application, by configuration properties alone. An application takes from here what it listens to
 * and customizes; the properties are in {@code docs/spring-boot.md}.
 */
@NullMarked
package io.amp4j.spring.boot;

import org.jspecify.annotations.NullMarked;
