package io.amp4j.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.SplittableRandom;

/** Damages PEM text, and more often the DER that it holds, which text that is no Base64 any more would hide. */
public final class PemDamage implements Input {
    private static final byte[][] WORDS =
            Input.bytes("-----BEGIN ", "-----END ", "-----", "CERTIFICATE", "EC PARAMETERS", "PRIVATE KEY", "=", "A");

    private final byte[][] seeds;
    private final Damage text;

    /** @param seeds valid texts */
    public PemDamage(byte[]... seeds) {
        this.seeds = seeds;
        this.text = new Damage(seeds, WORDS);
    }

    /** Returns a text made by OpenSSL; its keys are of use for nothing. */
    public static byte[] seed(String name) throws IOException {
        try (InputStream in = PemDamage.class.getResourceAsStream(name + ".pem")) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    @Override
    public byte[] next(SplittableRandom random) {
        if (random.nextInt(3) == 0) {
            return text.next(random);
        }
        String pem = new String(seeds[random.nextInt(seeds.length)], StandardCharsets.US_ASCII);
        int from = pem.lastIndexOf("-----\n", pem.lastIndexOf("-----END")) + 6;
        int to = pem.lastIndexOf("-----END");
        byte[] der = Base64.getMimeDecoder().decode(pem.substring(from, to));
        byte[] damaged = new Damage(new byte[][] {der}).next(random);
        return (pem.substring(0, from) + Base64.getMimeEncoder().encodeToString(damaged) + "\n" + pem.substring(to))
                .getBytes(StandardCharsets.US_ASCII);
    }
}
