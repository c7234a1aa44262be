package io.amp4j.opamp.internal.http;

import io.amp4j.opamp.Hash;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What is to be downloaded.
 *
 * @param fileName the name of the verified file; a second download of it waits for the first
 * @param url where it is
 * @param headers what is sent along to the origin of {@code url}, and to no other
 * @param sha256 what the content has to be
 * @param maxBytes how large it may be
 * @param allowsPlainHttp whether it may come without TLS
 * @param timeout how long an attempt may take
 */
public record DownloadSource(
        String fileName,
        String url,
        List<Map.Entry<String, String>> headers,
        Hash sha256,
        long maxBytes,
        boolean allowsPlainHttp,
        Duration timeout) {
    public DownloadSource {
        headers = List.copyOf(headers);
    }

    /** Shows neither the URL nor the headers, which may hold credentials. */
    @Override
    public String toString() {
        return "DownloadSource[sha256=" + sha256 + "]";
    }
}
