package io.amp4j.opamp;

/** How servers and clients prove who they are on TLS connections. An immutable value; its text holds no secrets. */
public final class TlsSettings {

    /** The platform's certificate authorities, TLS 1.2 or newer, no client certificate. */
    public static final TlsSettings DEFAULT = new TlsSettings();

    private TlsSettings() {}

    @Override
    public String toString() {
        return "TlsSettings[system CAs]";
    }
}
