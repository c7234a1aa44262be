/**
 * AMP and OpAMP in a Spring Boot application, set up by configuration properties. This package has the events, annotations and customizers
 * for applications; {@code docs/spring-boot.md} describes the properties.
 */
@NullMarked
package io.amp4j.spring.boot;

import org.jspecify.annotations.NullMarked;
