package io.amp4j.samples.cli.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Answers the challenges of one registry for one repository, and remembers the answer. Safe for several threads. */
final class Authorizer {
    private static final String CLIENT_ID = "amp4j";

    /** What was found for a registry: credentials, or why there are none. */
    private record Found(@Nullable Credentials credentials, String trouble) {}

    /** What all repositories of a run have in common. */
    static final class Registries {
        private final Requests requests;
        private final PlainHosts plain;
        private final DockerConfig config;
        private final Map<String, Found> found = new ConcurrentHashMap<>();
        private final Map<String, Authorizer> authorizers = new ConcurrentHashMap<>();

        Registries(Requests requests, PlainHosts plain, DockerConfig config) {
            this.requests = requests;
            this.plain = plain;
            this.config = config;
        }

        Authorizer of(ImageLocation location) {
            return authorizers.computeIfAbsent(
                    location.registry() + "/" + location.repository(), any -> new Authorizer(this, location));
        }

        private synchronized Found credentials(String registry) throws InterruptedException {
            Found known = found.get(registry);
            if (known == null) {
                try {
                    known = new Found(config.credentials(registry).orElse(null), "");
                } catch (IOException e) {
                    // As with docker itself, the registry may still serve a stranger.
                    known = new Found(null, "; " + e.getMessage());
                }
                found.put(registry, known);
            }
            return known;
        }
    }

    private final Registries registries;
    private final ImageLocation location;
    private volatile @Nullable String authorization;

    private Authorizer(Registries registries, ImageLocation location) {
        this.registries = registries;
        this.location = location;
    }

    /** Returns what the registry took the last time, or null. */
    @Nullable
    String known() {
        return authorization;
    }

    /**
     * Returns another value for the {@code Authorization} header than the one that was refused. One thread asks the token service,
     * and the others take what it got.
     */
    synchronized String answer(List<Challenge> challenges, @Nullable String refused)
            throws RegistryException, InterruptedException {
        String known = authorization;
        if (known != null && !known.equals(refused)) {
            return known;
        }
        Found found = registries.credentials(location.registry());
        Optional<Challenge> bearer = first(challenges, "bearer");
        String answer;
        if (bearer.isPresent()) {
            answer = "Bearer " + token(bearer.get(), found);
        } else if (first(challenges, "basic").isPresent()) {
            answer = basic(found);
        } else {
            throw refused("asks for a kind of authorization that is not known", found);
        }
        if (answer.equals(refused)) {
            throw refused("does not accept the credentials of the docker config", found);
        }
        authorization = answer;
        return answer;
    }

    private static Optional<Challenge> first(List<Challenge> challenges, String scheme) {
        return challenges.stream().filter(it -> it.scheme().equals(scheme)).findFirst();
    }

    private String basic(Found found) throws RegistryException {
        Credentials credentials = found.credentials();
        if (credentials == null) {
            throw refused("asks for credentials, and the docker config has none for it; use docker login", found);
        }
        if (credentials.isIdentityToken()) {
            throw refused("asks for a password, and the docker config has only an identity token for it", found);
        }
        return credentials.basic();
    }

    private RegistryException refused(String what, Found found) {
        return new RegistryException(ImageStatus.UNAUTHORIZED, location.registry() + " " + what + found.trouble());
    }

    private String token(Challenge challenge, Found found) throws RegistryException, InterruptedException {
        URI realm = realm(challenge);
        String service = challenge.parameter("service").orElse("");
        String scope = challenge.parameter("scope").orElse(location.scope());
        Credentials credentials = found.credentials();
        Answer answer = credentials != null && credentials.isIdentityToken()
                ? registries.requests.post(realm, form(service, scope, credentials))
                : registries.requests.send(
                        new Requests.Bodiless(
                                "GET",
                                withQuery(realm, service, scope),
                                "application/json",
                                credentials == null ? null : credentials.basic()),
                        true);
        if (answer.status() == 401 || answer.status() == 403) {
            String whom = credentials == null
                    ? "strangers, and the docker config has no credentials for it; use docker login"
                    : "the credentials of the docker config";
            throw refused("refuses " + whom, found);
        }
        String token = answer.status() == 200 ? tokenIn(answer.body()) : "";
        if (token.isEmpty()) {
            throw new RegistryException(
                    ImageStatus.ERROR,
                    "the token service " + Requests.host(answer.from()) + " of " + location.registry() + " answers "
                            + answer.status() + " without a token");
        }
        return token;
    }

    /** The realm gets the user's password, so it must be reached as safely as the registry itself. */
    private URI realm(Challenge challenge) throws RegistryException {
        URI realm;
        try {
            realm = new URI(challenge.parameter("realm").orElse(""));
        } catch (URISyntaxException e) {
            realm = URI.create("");
        }
        Optional<String> problem = registries.plain.problem(location.manifest(registries.plain), realm);
        if (problem.isPresent()) {
            throw new RegistryException(
                    ImageStatus.ERROR, location.registry() + " names a token service that is " + problem.get());
        }
        return realm;
    }

    private static URI withQuery(URI realm, String service, String scope) {
        String text = realm.toString();
        String query = (service.isEmpty() ? "" : "service=" + encoded(service) + "&") + "scope=" + encoded(scope);
        return URI.create(text + (realm.getRawQuery() == null ? "?" : "&") + query);
    }

    private static String form(String service, String scope, Credentials credentials) {
        return "grant_type=refresh_token&client_id=" + CLIENT_ID + "&service=" + encoded(service) + "&scope="
                + encoded(scope) + "&refresh_token=" + encoded(credentials.secret());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A token goes into a header, so one with anything but visible characters is none. */
    private static String tokenIn(String body) {
        try {
            JsonNode json = new ObjectMapper().readTree(body);
            String token = json.path("token").asText("");
            String either = token.isEmpty() ? json.path("access_token").asText("") : token;
            return either.chars().allMatch(c -> c > ' ' && c < 127) ? either : "";
        } catch (IOException e) {
            return "";
        }
    }
}
