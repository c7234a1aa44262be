package io.amp4j.opamp.internal.http;

import io.amp4j.opamp.Hash;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The file to download.
 *
 * @param fileName the name of the verified file; a second download of it waits for the first
 * @param url the URL of the file
 * @param headers the headers to send, only to the origin of {@code url}
 * @param sha256 the expected hash of the content
 * @param maxBytes the maximum size
 * @param allowsPlainHttp whether it may be downloaded without TLS
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
