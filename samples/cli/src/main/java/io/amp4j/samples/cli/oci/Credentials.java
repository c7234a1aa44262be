package io.amp4j.samples.cli.oci;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What a registry is told of the user.
 *
 * @param user the name; for an identity token it says nothing
 * @param secret the password, or the identity token
 * @param isIdentityToken whether the secret is exchanged for access tokens and never shown to the registry itself
 */
record Credentials(String user, String secret, boolean isIdentityToken) {
    /** The name by which credential helpers say that the secret is an identity token. */
    private static final String TOKEN_USER = "<token>";

    static Credentials of(String user, String secret) {
        return new Credentials(user, secret, user.equals(TOKEN_USER));
    }

    String basic() {
        byte[] pair = (user + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /** Returns nothing of them. */
    @Override
    public String toString() {
        return "Credentials[…]";
    }
}
