package io.amp4j.opamp.internal.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.GzipSource;
import okio.Okio;
import okio.Source;

/** Reads and decompresses the body of an answer, and stops at the limit: no more than that is ever buffered. */
public final class BoundedBody {

    private BoundedBody() {}

    /** The body is larger than the limit. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        TooLarge(int limit) {
            super("the answer is larger than the limit of " + limit + " bytes");
        }
    }

    /** The body cannot be decoded with its declared encoding. */
    static final class Undecodable extends IOException {
        private static final long serialVersionUID = 1L;

        Undecodable(String message) {
            super(message);
        }
    }

    /** Returns the whole body, if it has at most {@code limit} bytes. */
    public static byte[] read(Response response, int limit) throws IOException {
        ResponseBody body = response.body();
        if (response.code() == 204 || body.contentLength() == 0) {
            return new byte[0];
        }
        String encoding =
                response.header("Content-Encoding", "identity").strip().toLowerCase(Locale.ROOT);
        switch (encoding) {
            case "", "identity" -> {
                if (body.contentLength() > limit) {
                    throw new TooLarge(limit);
                }
                return readAll(body.source(), limit, (int) Math.max(0, body.contentLength()));
            }
            case "gzip", "x-gzip" -> {
                return inflate(body.source(), limit);
            }
            default ->
                throw new Undecodable("the answer has a content encoding that was not asked for; asked for gzip");
        }
    }

    private static byte[] inflate(Source compressed, int limit) throws IOException {
        Network network = new Network(compressed, limit);
        try (BufferedSource inflated = Okio.buffer(new GzipSource(network))) {
            return readAll(inflated, limit, 0);
        } catch (TooLarge e) {
            throw e;
        } catch (IOException e) {
            if (network.failed) {
                throw e;
            }
            throw new Undecodable("the answer is not the gzip stream that it says it is");
        }
    }

    private static byte[] readAll(BufferedSource in, int limit, int expected) throws IOException {
        byte[] buffer = new byte[Math.min(expected > 0 ? Math.min(expected, 65536) : 512, limit)];
        int size = 0;
        while (true) {
            if (size == buffer.length) {
                if (in.exhausted()) {
                    return buffer;
                }
                if (size == limit) {
                    throw new TooLarge(limit);
                }
                buffer = Arrays.copyOf(buffer, (int) Math.min(limit, Math.max(512, 2L * size)));
            }
            int read = in.read(buffer, size, buffer.length - size);
            if (read < 0) {
                return Arrays.copyOf(buffer, size);
            }
            size += read;
        }
    }

    /**
     * Distinguishes failures of the network from those of the encoding, and also limits the compressed size: a stream that decompresses to
     * nothing could otherwise be endless.
     */
    private static final class Network extends ForwardingSource {
        private final int limit;
        private long left;
        private boolean failed;

        Network(Source source, int limit) {
            super(source);
            this.limit = limit;
            left = 65536L + limit + (limit >> 3);
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            long read;
            try {
                read = super.read(sink, byteCount);
            } catch (IOException e) {
                failed = true;
                throw e;
            }
            left -= Math.max(0, read);
            if (left < 0) {
                throw new TooLarge(limit);
            }
            return read;
        }
    }
}
