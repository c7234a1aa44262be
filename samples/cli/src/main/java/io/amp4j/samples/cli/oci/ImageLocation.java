package io.amp4j.samples.cli.oci;

import io.amp4j.catalog.ImageReference;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a registry keeps an image.
 *
 * @param registry host and optional port, as credentials name it; {@code docker.io} for names without a registry
 * @param repository the path in the registry
 * @param tag the tag
 */
record ImageLocation(String registry, String repository, String tag) {
    static final String DOCKER_HUB = "docker.io";

    private static final String DOCKER_HUB_HOST = "registry-1.docker.io";

    /** Reads a name as container runtimes do: without a registry it means Docker's, and there {@code library} is the default. */
    static ImageLocation of(ImageReference image) {
        String name = image.repository();
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        if (!isRegistry(first)) {
            return dockerHub(name, image.tag());
        }
        String path = name.substring(slash + 1);
        if (first.equals(DOCKER_HUB) || first.equals("index." + DOCKER_HUB) || first.equals(DOCKER_HUB_HOST)) {
            return dockerHub(path, image.tag());
        }
        return new ImageLocation(first, path, image.tag());
    }

    private static ImageLocation dockerHub(String path, String tag) {
        return new ImageLocation(DOCKER_HUB, path.indexOf('/') < 0 ? "library/" + path : path, tag);
    }

    private static boolean isRegistry(String first) {
        return first.equals("localhost")
                || first.chars().anyMatch(c -> c == '.' || c == ':' || c == '[' || Character.isUpperCase(c));
    }

    /** Returns where the manifest is; container tools take names for registries that no URL can hold. */
    URI manifest(PlainHosts plain) throws RegistryException {
        String authority = registry.equals(DOCKER_HUB) ? DOCKER_HUB_HOST : registry;
        String scheme = plain.contains(registry) ? "http" : "https";
        try {
            URI uri = new URI(scheme + "://" + authority + "/v2/" + repository + "/manifests/" + tag);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // The same to tell: it is no host.
        }
        throw new RegistryException(
                ImageStatus.ERROR, registry + " is neither a host name nor an address; correct imageRepository");
    }

    /** Returns the right that is asked for. */
    String scope() {
        return "repository:" + repository + ":pull";
    }
}
