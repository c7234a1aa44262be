package io.amp4j.opamp.internal.http;

import static io.amp4j.opamp.internal.http.DownloadOutcome.Kind.BAD;
import static io.amp4j.opamp.internal.http.DownloadOutcome.Kind.CANCELLED;
import static io.amp4j.opamp.internal.http.DownloadOutcome.Kind.FAILED;
import static io.amp4j.opamp.internal.http.DownloadOutcome.Kind.RETRY;

import io.amp4j.opamp.internal.proxy.ProxyException;
import io.amp4j.opamp.transport.ConnectionTarget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to download a file into a directory, on one thread; another may cancel it. A partial download is continued if the server
 * supports that. Of the OpAMP connection only the trust settings and the proxy are used; its client certificate is used only for the origin
 * of the OpAMP server.
 */
public final class FileDownload {

    /** Receives the progress of the download, with each chunk. */
    public interface Progress {
        /** Called with the number of downloaded bytes and of all bytes, which is -1 if unknown. */
        void at(long bytes, long ofBytes);
    }

    /** The space that must stay free on the disk. */
    private static final long RESERVE = 16L << 20;

    /** After how many bytes the free space is checked again. */
    private static final long ROOM_EVERY = 4L << 20;

    /** Practically infinite, and short enough not to overflow a clock. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

    private final Downloads downloads;
    private final ConnectionTarget connection;
    private final DownloadSource source;
    private final Path directory;
    private final Progress progress;
    private volatile @Nullable Call current;
    private volatile boolean cancelled;

    public FileDownload(
            Downloads downloads,
            ConnectionTarget connection,
            DownloadSource source,
            Path directory,
            Progress progress) {
        this.downloads = downloads;
        this.connection = connection;
        this.source = source;
        this.directory = directory;
        this.progress = progress;
    }

    /** Cancels the download. */
    public void cancel() {
        cancelled = true;
        Call call = current;
        if (call != null) {
            call.cancel();
        }
        downloads.lookAgain();
    }

    /** Downloads; never throws because of the network, the server or the disk. */
    public DownloadOutcome run() {
        return run(Function.identity());
    }

    /** Like {@link #run()}; {@code then} gets the outcome while no other download can write the file. */
    public <T> T run(Function<DownloadOutcome, T> then) {
        HttpUrl url = HttpUrl.parse(source.url());
        String refusal = url == null ? "its URL is not one of http or https" : refusal(url);
        if (refusal != null || url == null) {
            return then.apply(DownloadOutcome.of(FAILED, String.valueOf(refusal)));
        }
        Path claim = Downloads.claimOf(directory, source.fileName());
        if (!downloads.claim(claim, () -> cancelled, timeout())) {
            return then.apply(
                    cancelled
                            ? DownloadOutcome.of(CANCELLED, "it was cancelled")
                            : DownloadOutcome.of(RETRY, "the same file is still being downloaded"));
        }
        try {
            return then.apply(claimed(url));
        } finally {
            downloads.giveBack(claim);
        }
    }

    private Duration timeout() {
        return source.timeout().compareTo(LONGEST) > 0 ? LONGEST : source.timeout();
    }

    private DownloadOutcome claimed(HttpUrl url) {
        try {
            Optional<Path> whole = PartialFile.whole(directory, source.fileName(), source.sha256(), source.maxBytes());
            return whole.isPresent() ? DownloadOutcome.done(whole.get()) : continued(url);
        } catch (PartialFile.InUseException e) {
            return DownloadOutcome.of(RETRY, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return failedDisk(e);
        }
    }

    private DownloadOutcome continued(HttpUrl url) throws IOException {
        try (PartialFile file = PartialFile.open(directory, source.fileName(), source.maxBytes())) {
            if (file.size() > 0 && file.isWhole(source.sha256())) {
                return finished(file);
            }
            DownloadOutcome outcome = exchange(url, file);
            if (outcome.kind() == BAD || outcome.kind() == FAILED) {
                file.delete();
            }
            return outcome;
        }
    }

    private DownloadOutcome finished(PartialFile file) throws IOException {
        return file.finish(source.sha256())
                .map(DownloadOutcome::done)
                .orElseGet(() -> DownloadOutcome.of(RETRY, "its file was changed by somebody else"));
    }

    private @Nullable String refusal(HttpUrl url) {
        if (!url.isHttps() && !source.allowsPlainHttp()) {
            return "its URL is not https, and this agent downloads over TLS alone";
        }
        return url.username().isEmpty() && url.password().isEmpty()
                ? null
                : "its URL holds a user and password, which belong in a header";
    }

    private DownloadOutcome exchange(HttpUrl start, PartialFile file) throws IOException {
        HttpUrl url = start;
        long deadline = System.nanoTime() + timeout().toNanos();
        for (int hops = 0; ; hops++) {
            CallWatch watch = new CallWatch(new StaleConnections(Duration.ofDays(1)));
            Request request;
            Call call;
            try {
                OkHttpClient client = downloads.client(connection, url);
                request = request(url, start, file, watch);
                call = started(client, request, deadline);
            } catch (ProxyException e) {
                return DownloadOutcome.of(RETRY, String.valueOf(e.getMessage()));
            } catch (IllegalArgumentException e) {
                return DownloadOutcome.of(FAILED, "a header that was offered for it cannot be sent");
            } catch (LinkageError e) {
                return DownloadOutcome.of(FAILED, RequiredLibraries.explain(e));
            }
            try (Response response = call.execute()) {
                if (response.code() / 100 != 3 || response.code() == 304) {
                    return answered(response, file);
                }
                String location = response.header("Location");
                HttpUrl to = location == null ? null : url.resolve(location.strip());
                if (to == null) {
                    return DownloadOutcome.of(
                            FAILED, "the server redirects it to where nothing can be downloaded from");
                }
                if (url.isHttps() && !to.isHttps()) {
                    return DownloadOutcome.of(FAILED, "the server redirects it from TLS to plain text");
                }
                String refusal = refusal(to);
                if (refusal != null) {
                    return DownloadOutcome.of(FAILED, "after a redirect " + refusal);
                }
                if (hops >= Redirects.MAX_HOPS) {
                    return DownloadOutcome.of(FAILED, "it is redirected more than " + Redirects.MAX_HOPS + " times");
                }
                url = to;
            } catch (DiskException e) {
                return failedDisk(e.getCause());
            } catch (IOException e) {
                return cancelled
                        ? DownloadOutcome.of(CANCELLED, "it was cancelled")
                        : DownloadOutcome.of(RETRY, watch.failure(e, request).description());
            }
        }
    }

    private Request request(HttpUrl url, HttpUrl start, PartialFile file, CallWatch watch) throws IOException {
        Request.Builder request = new Request.Builder().url(url).get().tag(CallWatch.class, watch);
        RequestHeaders.addTo(request, Map.of());
        if (Urls.isSameOrigin(url, start)) {
            for (Map.Entry<String, String> header : source.headers()) {
                RequestHeaders.addOne(request, header.getKey(), header.getValue());
            }
        }
        // The hash is of the unmodified bytes.
        request.header("Accept-Encoding", "identity");
        request.removeHeader("Range").removeHeader("If-Range");
        if (file.size() > 0) {
            request.header("Range", "bytes=" + file.size() + "-");
            String validator = file.validator();
            if (validator != null) {
                request.header("If-Range", validator);
            }
        }
        return request.build();
    }

    private Call started(OkHttpClient client, Request request, long deadline) {
        Call call = client.newCall(request);
        long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
        call.timeout().timeout(left, TimeUnit.MILLISECONDS);
        current = call;
        if (cancelled) {
            call.cancel();
        }
        return call;
    }

    private DownloadOutcome answered(Response response, PartialFile file) throws IOException {
        int status = response.code();
        if (status == 416 && file.size() > 0) {
            disk(file::restart);
            return DownloadOutcome.of(RETRY, "the server does not continue it where it broke off");
        }
        if (status != 200 && status != 206) {
            String reason = "the server answered with status " + status;
            boolean passing = status == 408 || status == 425 || status == 429 || status / 100 == 5;
            response.close();
            return new DownloadOutcome(passing ? RETRY : FAILED, null, reason, HiddenRetryAfter.of(response));
        }
        String encoding = response.header("Content-Encoding", "identity");
        if (!encoding.strip().toLowerCase(Locale.ROOT).matches("identity|")) {
            return DownloadOutcome.of(FAILED, "the server encodes it, which was not asked for");
        }
        boolean resumed = file.size() > 0 && status == 206;
        if (status == 206 && !continues(response, file.size())) {
            disk(file::restart);
            return DownloadOutcome.of(RETRY, "the server does not continue it where it broke off");
        }
        if (!resumed) {
            disk(file::restart);
            disk(() -> file.validator(validator(response)));
        }
        long length = response.body().contentLength();
        long total = length < 0 ? -1 : file.size() + length;
        if (total > source.maxBytes()) {
            return tooLarge();
        }
        if (!hasRoom(Math.max(0, length))) {
            return noRoom();
        }
        return received(response, file, total, resumed);
    }

    private DownloadOutcome received(Response response, PartialFile file, long total, boolean resumed)
            throws IOException {
        progress.at(file.size(), total);
        byte[] piece = new byte[64 << 10];
        InputStream in = response.body().byteStream();
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            if (cancelled) {
                return DownloadOutcome.of(CANCELLED, "it was cancelled");
            }
            if (file.size() + read > source.maxBytes()) {
                cut();
                return tooLarge();
            }
            int length = read;
            long before = file.size();
            disk(() -> file.append(piece, length));
            if (before / ROOM_EVERY != file.size() / ROOM_EVERY && !hasRoom(0)) {
                return noRoom();
            }
            progress.at(file.size(), total);
        }
        try {
            if (file.isWhole(source.sha256())) {
                return finished(file);
            }
        } catch (IOException e) {
            throw new DiskException(e);
        }
        if (resumed) {
            // The content may be composed of two versions of the file.
            disk(file::restart);
            return DownloadOutcome.of(RETRY, "it is another file since it broke off");
        }
        return DownloadOutcome.of(BAD, "its content does not have the hash that was offered");
    }

    private boolean hasRoom(long bytes) throws DiskException {
        try {
            return bytes <= Files.getFileStore(directory).getUsableSpace() - RESERVE;
        } catch (IOException e) {
            cut();
            throw new DiskException(e);
        }
    }

    private DownloadOutcome noRoom() {
        cut();
        return DownloadOutcome.of(FAILED, "there is no room for it on the disk");
    }

    /** An operation on the file, not on the network. */
    private interface DiskStep {
        void run() throws IOException;
    }

    private void disk(DiskStep step) throws DiskException {
        try {
            step.run();
        } catch (IOException e) {
            cut();
            throw new DiskException(e);
        }
    }

    /**
     * Closes the connection of a refused answer: the library would otherwise read the rest when it closes the answer, to reuse the
     * connection.
     */
    private void cut() {
        Call call = current;
        if (call != null) {
            call.cancel();
        }
    }

    private DownloadOutcome tooLarge() {
        cut();
        return DownloadOutcome.of(BAD, "it is larger than " + source.maxBytes() + " bytes");
    }

    private static DownloadOutcome failedDisk(IOException e) {
        return DownloadOutcome.of(FAILED, "it cannot be written: " + reason(e));
    }

    private static boolean continues(Response response, long size) {
        Matcher range = RANGE.matcher(response.header("Content-Range", ""));
        return range.matches() && Long.parseLong(range.group(1)) == size;
    }

    /** A weak tag does not identify exact bytes; a date is used if the server sends no tag. */
    private static @Nullable String validator(Response response) {
        String tag = response.header("ETag");
        return tag == null ? response.header("Last-Modified") : tag.startsWith("W/") ? null : tag;
    }

    /** Returns a short reason without a path. */
    private static String reason(IOException e) {
        String text = String.valueOf(e.getMessage());
        return text.contains("No space left")
                ? "no space is left on the disk"
                : e.getClass().getSimpleName();
    }

    /** The disk failed, and not the network. */
    private static final class DiskException extends IOException {
        private static final long serialVersionUID = 1;

        private final IOException reason;

        DiskException(IOException reason) {
            super(reason);
            this.reason = reason;
        }

        @Override
        public synchronized IOException getCause() {
            return reason;
        }
    }
}
