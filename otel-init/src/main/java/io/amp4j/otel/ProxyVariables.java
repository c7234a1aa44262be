package io.amp4j.otel;

import io.amp4j.otel.internal.setup.ProxyRule;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}, which hold where the JVM itself is told of no proxy. An immutable value; its
 * text names proxies and never a password.
 *
 * @since 0.1.0
 */
public final class ProxyVariables {
    private final ProxyRule rule;

    ProxyVariables(ProxyRule rule) {
        this.rule = rule;
    }

    /** Returns the proxy on the way to that address as {@code host:port}, or nothing. */
    public Optional<String> proxyFor(URI endpoint) {
        return rule.to(endpoint).proxy().map(ProxyRule.Proxy::toString);
    }

    ProxyRule rule() {
        return rule;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProxyVariables that && rule.equals(that.rule);
    }

    @Override
    public int hashCode() {
        return rule.hashCode();
    }

    @Override
    public String toString() {
        return "ProxyVariables[http="
                + rule.http().proxy().map(ProxyRule.Proxy::toString).orElse("none") + ", https="
                + rule.https().proxy().map(ProxyRule.Proxy::toString).orElse("none") + ", "
                + rule.exceptions().size() + " exceptions]";
    }
}
