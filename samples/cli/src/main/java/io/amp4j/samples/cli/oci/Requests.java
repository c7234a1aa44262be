package io.amp4j.samples.cli.oci;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Sends requests: follows redirects without taking secrets along, and asks a busy server again. */
final class Requests {
    /** More than any token answer has. */
    static final int LONGEST_BODY = 1 << 18;

    private static final int MOST_REDIRECTS = 5;
    private static final String AUTHORIZATION = "Authorization";

    /** Waits; tests only write down for how long. */
    interface Pause {
        void pause(Duration duration) throws InterruptedException;
    }

    private final HttpClient client;
    private final PlainHosts plain;
    private final Duration timeout;
    private final Retry retry;
    private final Pause pause;
    private final InstantSource clock;
    private final RandomGenerator random;

    /** @param client its builder, of which only what has to do with TLS is set */
    Requests(
            HttpClient.Builder client,
            PlainHosts plain,
            Duration timeout,
            Retry retry,
            Pause pause,
            InstantSource clock,
            RandomGenerator random) {
        this.client = client.connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        this.plain = plain;
        this.timeout = timeout;
        this.retry = retry;
        this.pause = pause;
        this.clock = clock;
        this.random = random;
    }

    /** A request that has no body and therefore may be redirected. */
    record Bodiless(
            String method,
            URI uri,
            @Nullable String accept,
            @Nullable String authorization) {
        HttpRequest.Builder builder(URI at, boolean withAuthorization) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(at).method(method, HttpRequest.BodyPublishers.noBody());
            if (accept != null) {
                request.header("Accept", accept);
            }
            if (withAuthorization && authorization != null) {
                request.header(AUTHORIZATION, authorization);
            }
            return request;
        }

        /** Returns nothing of the authorization. */
        @Override
        public String toString() {
            return method + " " + uri.getHost();
        }
    }

    /** Sends a request and follows its redirects. */
    Answer send(Bodiless request, boolean withBody) throws RegistryException, InterruptedException {
        return repeat(request.uri(), () -> follow(request, withBody));
    }

    /** Sends a form. It is not redirected, because what it holds must not go anywhere else. */
    Answer post(URI uri, String form) throws RegistryException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .timeout(timeout)
                .build();
        return repeat(uri, () -> exchange(request, true, true));
    }

    private interface Attempt {
        Answer run() throws IOException, RegistryException, InterruptedException;
    }

    private Answer repeat(URI uri, Attempt attempt) throws RegistryException, InterruptedException {
        for (int done = 1; ; done++) {
            Optional<Duration> wait;
            try {
                Answer answer = attempt.run();
                if (!Retry.isWorthwhile(answer.status())) {
                    return answer;
                }
                String wish = answer.headers().firstValue("Retry-After").orElse(null);
                wait = retry.next(done, wish, clock.instant(), random);
                if (wait.isEmpty()) {
                    throw new RegistryException(ImageStatus.ERROR, busy(answer, done));
                }
            } catch (IOException e) {
                wait = isFinal(e) ? Optional.empty() : retry.next(done, null, clock.instant(), random);
                if (wait.isEmpty()) {
                    throw new RegistryException(ImageStatus.ERROR, trouble(uri, e));
                }
            }
            pause.pause(wait.get());
        }
    }

    private String busy(Answer answer, int attempts) {
        String asked = Retry.wish(answer.headers().firstValue("Retry-After").orElse(null), clock.instant())
                .map(wish -> " and asks to come back in " + wish.toSeconds() + " s")
                .orElse("");
        return host(answer.from()) + " answers " + answer.status() + asked + " (asked " + attempts
                + (attempts == 1 ? " time" : " times") + "); try later";
    }

    private Answer follow(Bodiless request, boolean withBody)
            throws IOException, RegistryException, InterruptedException {
        URI at = request.uri();
        boolean isFromOrigin = true;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpRequest sent =
                    request.builder(at, isFromOrigin).timeout(timeout).build();
            Answer answer = exchange(sent, isFromOrigin, withBody);
            if (!isRedirect(answer.status())) {
                return answer;
            }
            URI next = target(at, answer);
            // Credentials are not sent again after a redirect to another server, because that server could redirect
            // back with a path of its choice.
            isFromOrigin = isFromOrigin && isSameOrigin(at, next);
            at = next;
        }
        throw new RegistryException(
                ImageStatus.ERROR, host(request.uri()) + " redirects more than " + MOST_REDIRECTS + " times");
    }

    private Answer exchange(HttpRequest request, boolean isFromOrigin, boolean withBody)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        // Closing ends the exchange: the status of a manifest is enough, its content is not needed.
        try (InputStream body = response.body()) {
            String read = withBody ? text(body) : "";
            return new Answer(response.statusCode(), response.headers(), request.uri(), isFromOrigin, read);
        }
    }

    /** Reads what there is of a body. The timeout of a request ends with its headers, so the body has one of its own. */
    private String text(InputStream body) throws IOException, InterruptedException {
        CompletableFuture<byte[]> read = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    try {
                        read.complete(body.readNBytes(LONGEST_BODY));
                    } catch (IOException e) {
                        read.completeExceptionally(e);
                    }
                },
                "amp4j-verify-images-body");
        reader.setDaemon(true);
        reader.start();
        try {
            return new String(read.get(timeout.toMillis(), TimeUnit.MILLISECONDS), StandardCharsets.UTF_8);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("the body does not end");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private URI target(URI from, Answer answer) throws RegistryException {
        String location = answer.headers().firstValue("Location").orElse("");
        URI target;
        try {
            target = from.resolve(location);
        } catch (IllegalArgumentException e) {
            target = URI.create("");
        }
        Optional<String> problem = plain.problem(from, location.isEmpty() ? URI.create("") : target);
        if (problem.isPresent()) {
            throw new RegistryException(ImageStatus.ERROR, host(from) + " redirects to what is " + problem.get());
        }
        return target;
    }

    static boolean isSameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return uri.getScheme().toLowerCase(Locale.ROOT).equals("https") ? 443 : 80;
    }

    private static boolean isFinal(IOException e) {
        return e instanceof HttpTimeoutException || e instanceof ConnectException || e instanceof SSLException;
    }

    private String trouble(URI uri, IOException e) {
        String host = host(uri);
        if (e instanceof HttpTimeoutException) {
            return host + " does not answer within " + timeout.toMillis() / 1000.0 + " s";
        }
        if (e instanceof ConnectException) {
            return e.getCause() instanceof UnresolvedAddressException
                            || (e.getCause() != null && e.getCause().getCause() instanceof UnresolvedAddressException)
                    ? "no such host: " + host
                    : "cannot connect to " + host;
        }
        if (e instanceof SSLException) {
            return "no TLS with " + host + "; if it is a registry of your own without TLS, use --insecure " + host;
        }
        return "the connection to " + host + " breaks";
    }

    /** Returns host and port: a URL can hold more than should be shown. */
    static String host(URI uri) {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }
}
