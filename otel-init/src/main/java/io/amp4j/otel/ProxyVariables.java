package io.amp4j.otel;

import io.amp4j.otel.internal.setup.ProxyRule;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}, which apply if no proxy is configured in the JVM. An immutable value;
 * {@link #toString()} names proxies and never a password.
 *
 * @since 0.1.0
 */
public final class ProxyVariables {
    private final ProxyRule rule;

    ProxyVariables(ProxyRule rule) {
        this.rule = rule;
    }

    /** Returns the proxy for that endpoint as {@code host:port}; empty if there is none. */
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
