package io.amp4j.otel.internal.export;

/** How connections to an endpoint are made. */
public record ConnectionTerms(TlsTerms tls, ProxyChoice proxies) {}
