package io.amp4j.opamp.internal.codec;

import io.amp4j.opamp.Hash;

/**
 * An offered configuration that was not decoded, because decoding it would cost too much.
 *
 * @param hash its hash
 * @param reason what is wrong with it, for the server and the user
 */
public record RefusedConfig(Hash hash, String reason) {}
