package io.amp4j.opamp.testing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an agent told the server, one record for each kind of report.
 *
 * <p>Attribute values are {@code String}, {@code Boolean}, {@code Long}, {@code Double}, {@link Bytes}, {@code List} and
 * {@code Map} of these, and {@link #NO_VALUE} where the wire has none. Enumerations keep their number, so that one the server does not know is
 * seen as it came. Texts that are unset on the wire are empty.
 */
public final class Reported {
    /** Stands for an attribute whose value has no member set. */
    public static final Object NO_VALUE = new Object() {
        @Override
        public String toString() {
            return "NO_VALUE";
        }
    };

    private Reported() {}

    /** {@code agent_description}; attributes in their order on the wire. */
    public record Description(Map<String, Object> identifying, Map<String, Object> nonIdentifying) {
        /** Copies the maps. */
        public Description {
            identifying = ordered(identifying);
            nonIdentifying = ordered(nonIdentifying);
        }
    }

    /** What a {@code ComponentHealth} says of the agent, with its components below it. Times are nanoseconds since the Unix epoch, 0 if unset. */
    public record Health(
            boolean healthy,
            long startTimeUnixNano,
            String lastError,
            String status,
            long statusTimeUnixNano,
            Map<String, Health> components,
            Map<String, Object> attributes) {
        /** Copies the maps. */
        public Health {
            components = ordered(components);
            attributes = ordered(attributes);
        }
    }

    /** One file of {@code effective_config}. */
    public record File(Bytes body, String contentType) {
        /** Returns the body read as UTF-8. */
        public String text() {
            return body.utf8();
        }

        /** Leaves the body out, as it may hold a secret. */
        @Override
        public String toString() {
            return "File[" + body.length() + " bytes of '" + contentType + "']";
        }
    }

    /** {@code remote_config_status}; {@code status} is one of {@link #UNSET}, {@link #APPLIED}, {@link #APPLYING}, {@link #FAILED}. */
    public record ConfigStatus(Bytes hash, int status, String errorMessage) {}

    /** {@code connection_settings_status}, with the same numbers as {@link ConfigStatus}. */
    public record SettingsStatus(Bytes hash, int status, String errorMessage) {}

    /** The status of a fresh agent. */
    public static final int UNSET = 0;
    /** The offer with this hash is in force. */
    public static final int APPLIED = 1;
    /** The agent works on it. */
    public static final int APPLYING = 2;
    /** The agent could not or would not apply it. */
    public static final int FAILED = 3;

    /** {@code custom_message}. */
    public record CustomMessage(String capability, String type, Bytes data) {
        /** Leaves the data out. */
        @Override
        public String toString() {
            return "CustomMessage[" + capability + ", " + type + ", " + data.length() + " bytes]";
        }
    }

    /** {@code available_components}; no components if only the hash was sent. */
    public record Components(Bytes hash, Map<String, Component> components) {
        /** Copies the map. */
        public Components {
            components = ordered(components);
        }
    }

    /** One of the available components. */
    public record Component(Map<String, Object> metadata, Map<String, Component> subComponents) {
        /** Copies the maps. */
        public Component {
            metadata = ordered(metadata);
            subComponents = ordered(subComponents);
        }
    }

    /** {@code package_statuses}. */
    public record Packages(Map<String, PackageStatus> packages, Bytes offeredAllHash, String errorMessage) {
        /** Copies the map. */
        public Packages {
            packages = ordered(packages);
        }
    }

    /** The status of one package: 0 installed, 1 pending, 2 installing, 3 failed, 4 downloading. */
    public record PackageStatus(
            String name,
            String version,
            Bytes hash,
            String offeredVersion,
            Bytes offeredHash,
            int status,
            String errorMessage,
            Optional<Download> download) {}

    /** How far a download is. */
    public record Download(double percent, double bytesPerSecond) {}

    /** {@code connection_settings_request}; the PEM text of the certificate request, if it has one. */
    public record SettingsRequest(Optional<Bytes> certificateRequest) {}

    /** {@code custom_capabilities}, in the order on the wire. */
    public record CustomCapabilities(List<String> names) {
        /** Copies the list. */
        public CustomCapabilities {
            names = List.copyOf(names);
        }
    }

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
