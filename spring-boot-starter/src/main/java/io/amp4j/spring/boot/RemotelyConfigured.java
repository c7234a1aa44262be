package io.amp4j.spring.boot;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Asks for a {@code @ConfigurationProperties} class that its bean follows the remote configuration: it is bound anew, in place, whenever that
 * changes. A key that is gone goes back to the application's own value, and to the class's default if there is none. If a value does not
 * bind, or is not valid, the remote configuration fails and no bean changes.
 *
 * <p>The class needs a constructor without arguments and, for each property that is not a bean or a collection of its own, a getter and a setter;
 * otherwise the application does not start. The properties change one after the other, on a thread of the OpAMP client: a reader that
 * needs several of them to fit together reads them when {@link RemoteConfigurationAppliedEvent} comes.
 *
 * @since 0.1.0
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface RemotelyConfigured {}
