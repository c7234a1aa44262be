package io.amp4j.samples.cli.oci;

import io.amp4j.catalog.ImageReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks registries whether images can be pulled. Safe for several threads, which share tokens and connections. */
public final class RegistryClient {
    /** Everything that can stand behind a tag: one image, or an index of images for several platforms. */
    private static final String MANIFESTS = String.join(
            ", ",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.docker.distribution.manifest.v2+json");

    /** One attempt for an expired token and one for the password that a new token needs. */
    private static final int MOST_AUTHORIZATIONS = 2;

    private final PlainHosts plain;
    private final Requests requests;
    private final Authorizer.Registries registries;

    /**
     * A client with the system's clock.
     *
     * @param config where credentials are
     * @param insecure hosts, with or without a port, with which plain HTTP is spoken; loopback hosts need not be among them
     * @param timeout for connecting, and for each answer
     */
    public RegistryClient(DockerConfig config, Set<String> insecure, Duration timeout) {
        this(config, insecure, timeout, Retry.DEFAULT, pause -> Thread.sleep(pause.toMillis()));
    }

    RegistryClient(DockerConfig config, Set<String> insecure, Duration timeout, Retry retry, Requests.Pause pause) {
        this(config, new PlainHosts(insecure), timeout, retry, pause, HttpClient.newBuilder());
    }

    RegistryClient(
            DockerConfig config,
            PlainHosts plain,
            Duration timeout,
            Retry retry,
            Requests.Pause pause,
            HttpClient.Builder client) {
        this.plain = plain;
        this.requests = new Requests(client, plain, timeout, retry, pause, Clock.systemUTC(), new SecureRandom());
        this.registries = new Authorizer.Registries(requests, plain, config);
    }

    /** Asks for one image. Blocks; every wait is bounded. */
    public ImageCheck check(ImageReference image) throws InterruptedException {
        ImageLocation location = ImageLocation.of(image);
        try {
            return new ImageCheck(image, ImageStatus.PRESENT, ask(location));
        } catch (RegistryException e) {
            return new ImageCheck(image, e.status(), String.valueOf(e.getMessage()));
        }
    }

    /** Returns nothing to say when the image is there; throws what else there is. */
    private String ask(ImageLocation location) throws RegistryException, InterruptedException {
        URI uri = location.manifest(plain);
        Authorizer authorizer = registries.of(location);
        String authorization = authorizer.known();
        String method = "HEAD";
        int authorizations = 0;
        while (true) {
            Answer answer = requests.send(new Requests.Bodiless(method, uri, MANIFESTS, authorization), false);
            if (answer.status() == 200) {
                return "";
            }
            if (isRefusalOfHead(answer.status()) && method.equals("HEAD")) {
                method = "GET";
            } else if (answer.status() == 401 && answer.isFromOrigin() && authorizations < MOST_AUTHORIZATIONS) {
                authorizations++;
                authorization = authorizer.answer(challenges(answer), authorization);
            } else {
                throw notThere(location, answer, authorization);
            }
        }
    }

    private static boolean isRefusalOfHead(int status) {
        return status == 400 || status == 405 || status == 501;
    }

    private static List<Challenge> challenges(Answer answer) {
        return Challenge.parse(answer.headers().allValues("WWW-Authenticate"));
    }

    private static RegistryException notThere(ImageLocation location, Answer answer, @Nullable String authorization) {
        String registry = location.registry();
        if (!answer.isFromOrigin()) {
            return new RegistryException(
                    ImageStatus.ERROR,
                    registry + " redirects to " + Requests.host(answer.from()) + ", which answers " + answer.status()
                            + "; no credentials are sent there");
        }
        return switch (answer.status()) {
            case 404 ->
                new RegistryException(
                        ImageStatus.MISSING, registry + " does not have it; push it, or correct imageRepository");
            case 401, 403 ->
                new RegistryException(
                        ImageStatus.UNAUTHORIZED,
                        registry + " denies the pull "
                                + (authorization == null ? "to strangers" : "with what the docker config gives")
                                + "; some registries say so of images that do not exist");
            default -> new RegistryException(ImageStatus.ERROR, registry + " answers " + answer.status());
        };
    }
}
