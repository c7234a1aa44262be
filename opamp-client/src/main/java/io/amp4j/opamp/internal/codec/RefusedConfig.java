package io.amp4j.opamp.internal.codec;

import io.amp4j.opamp.Hash;

/**
 * A configuration that was offered and not decoded, because that would cost too much.
 *
 * @param hash the server's name for it
 * @param reason what is wrong with it, for the server and the user
 */
public record RefusedConfig(Hash hash, String reason) {}
