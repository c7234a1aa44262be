package io.amp4j.opamp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * Attributes of the operating system and the host that this process runs on, named by the semantic conventions.
 *
 * @since 0.1.0
 */
public final class HostAttributes {
    private HostAttributes() {}

    /**
     * Returns {@code os.type}, {@code os.version}, {@code host.arch} and {@code host.name}, each only if it is known. May resolve the name
     * of the host and so block for a moment. If you also have the resource of an SDK, use its values instead of these.
     */
    public static Map<String, AttributeValue> detect() {
        String hostName;
        try {
            hostName = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            hostName = "";
        }
        return of(System.getProperties(), hostName);
    }

    static Map<String, AttributeValue> of(Properties system, String hostName) {
        Map<String, AttributeValue> attributes = new LinkedHashMap<>();
        put(attributes, "os.type", osType(system.getProperty("os.name", "")));
        put(attributes, "os.version", system.getProperty("os.version", ""));
        put(attributes, "host.arch", architecture(system.getProperty("os.arch", "")));
        put(attributes, "host.name", hostName);
        return Copies.ordered(attributes, "attributes");
    }

    private static void put(Map<String, AttributeValue> attributes, String key, String value) {
        if (!value.isEmpty()) {
            attributes.put(key, AttributeValue.of(value));
        }
    }

    private static String osType(String osName) {
        String name = osName.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return "windows";
        } else if (name.startsWith("mac")) {
            return "darwin";
        } else if (name.startsWith("sunos")) {
            return "solaris";
        } else if (name.startsWith("z/os")) {
            return "zos";
        }
        return name.replace("-", "").replace(" ", "");
    }

    private static String architecture(String osArch) {
        return switch (osArch.toLowerCase(Locale.ROOT)) {
            case "x86_64", "amd64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            case "i386", "i486", "i586", "i686", "x86" -> "x86";
            case "arm" -> "arm32";
            case "ppc64le" -> "ppc64";
            default -> osArch.toLowerCase(Locale.ROOT);
        };
    }
}
