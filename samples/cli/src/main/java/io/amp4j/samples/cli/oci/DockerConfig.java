package io.amp4j.samples.cli.oci;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Docker's {@code config.json}: where the credentials of registries are. */
public final class DockerConfig {
    /** The one key under which Docker itself keeps the credentials of its hub. */
    private static final String HUB_KEY = "https://index.docker.io/v1/";

    private static final int LARGEST = 4 << 20;
    private static final Duration HELPER_TIMEOUT = Duration.ofSeconds(10);

    private final JsonNode root;
    private final CredentialHelper helper;

    private DockerConfig(JsonNode root, CredentialHelper helper) {
        this.root = root;
        this.helper = helper;
    }

    /** Returns the directory that Docker would use: {@code DOCKER_CONFIG}, or {@code .docker} in the home directory. */
    public static Path defaultDirectory(Map<String, String> environment, Path home) {
        String directory = environment.getOrDefault("DOCKER_CONFIG", "");
        return directory.isEmpty() ? home.resolve(".docker") : Path.of(directory);
    }

    /**
     * Reads the config of a directory; one that is not there holds no credentials.
     *
     * @param environment where {@code PATH} says where credential helpers are
     * @throws IOException when it cannot be read or is no JSON object; the message quotes nothing of it
     */
    public static DockerConfig read(Path directory, Map<String, String> environment) throws IOException {
        CredentialHelper helper = new CredentialHelper(environment.getOrDefault("PATH", ""), HELPER_TIMEOUT);
        try {
            JsonNode root = new ObjectMapper().readTree(RegularFile.read(directory.resolve("config.json"), LARGEST));
            if (!root.isObject()) {
                throw new IOException("is not a JSON object");
            }
            return new DockerConfig(root, helper);
        } catch (NoSuchFileException e) {
            return new DockerConfig(new ObjectMapper().createObjectNode(), helper);
        } catch (FileSystemException e) {
            throw new IOException("cannot be read: " + RegularFile.reason(e), e);
        } catch (JsonProcessingException e) {
            // The parser's own words would quote what may be a password.
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new IOException("is not JSON: line " + line);
        }
    }

    /**
     * Returns the credentials for a registry: from its own helper, from the common store, or from the file.
     *
     * @throws IOException when a helper does not do its work
     */
    Optional<Credentials> credentials(String registry) throws IOException, InterruptedException {
        String own = entry("credHelpers", registry).map(JsonNode::asText).orElse("");
        String store = own.isEmpty() ? root.path("credsStore").asText("") : own;
        if (!store.isEmpty()) {
            String server = registry.equals(ImageLocation.DOCKER_HUB) ? HUB_KEY : registry;
            Optional<Credentials> kept = helper.ask(store, server);
            if (kept.isPresent()) {
                return kept;
            }
        }
        return entry("auths", registry).flatMap(DockerConfig::inTheFile);
    }

    /** Keys are hosts, or URLs as older clients wrote them. */
    private Optional<JsonNode> entry(String section, String registry) {
        for (Map.Entry<String, JsonNode> field : root.path(section).properties()) {
            if (host(field.getKey()).equals(registry.toLowerCase(Locale.ROOT))) {
                return Optional.of(field.getValue());
            }
        }
        return Optional.empty();
    }

    private static String host(String key) {
        String address = key.toLowerCase(Locale.ROOT).replaceFirst("^https?://", "");
        int path = address.indexOf('/');
        String host = path < 0 ? address : address.substring(0, path);
        return host.equals("index.docker.io") || host.equals("registry-1.docker.io") ? ImageLocation.DOCKER_HUB : host;
    }

    private static Optional<Credentials> inTheFile(JsonNode entry) {
        String identityToken = entry.path("identitytoken").asText("");
        if (!identityToken.isEmpty()) {
            return Optional.of(new Credentials("", identityToken, true));
        }
        String user = entry.path("username").asText("");
        String password = entry.path("password").asText("");
        if (!user.isEmpty() && !password.isEmpty()) {
            return Optional.of(Credentials.of(user, password));
        }
        return decoded(entry.path("auth").asText(""));
    }

    private static Optional<Credentials> decoded(String auth) {
        try {
            String pair = new String(Base64.getDecoder().decode(auth.trim()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 1
                    ? Optional.empty()
                    : Optional.of(Credentials.of(pair.substring(0, colon), pair.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns nothing of what is in it. */
    @Override
    public String toString() {
        return "DockerConfig[…]";
    }
}
