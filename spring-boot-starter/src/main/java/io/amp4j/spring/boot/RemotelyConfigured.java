package io.amp4j.spring.boot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@code @ConfigurationProperties} class whose bean follows the remote configuration: the bean is bound again, in place, whenever
 * the remote configuration changes. A property whose key is removed gets the application's own value again, or the class's default if there
 * is none. If a value cannot be bound, or is not valid, the remote configuration fails and no bean changes.
 *
 * <p>The class needs a constructor without arguments and, for each property that is not a bean or a collection of its own, a getter and a
 * setter; otherwise the application does not start. The properties change one after the other, on a thread of the OpAMP client: code that
 * needs several consistent values should read them when {@link RemoteConfigurationAppliedEvent} is published.
 *
 * @since 0.1.0
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface RemotelyConfigured {}
