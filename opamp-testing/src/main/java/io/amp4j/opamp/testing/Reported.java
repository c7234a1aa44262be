package io.amp4j.opamp.testing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Values that an agent reported to the server, one class for each kind of report, together with {@link ReportedComponents} and
 * {@link ReportedPackages}.
 *
 * <p>Attribute values are {@code String}, {@code Boolean}, {@code Long}, {@code Double}, {@link Bytes}, {@code List} and {@code Map} of
 * these, and {@link #NO_VALUE} if there is none on the wire. Enumerations are numbers, so that unknown values are visible too. Texts that
 * are unset on the wire are empty.
 *
 * @since 0.1.0
 */
public final class Reported {
    /** The value of an attribute whose {@code AnyValue} has no member set. */
    public static final Object NO_VALUE = new Object() {
        @Override
        public String toString() {
            return "NO_VALUE";
        }
    };

    private Reported() {}

    /**
     * {@code agent_description}; attributes in their order on the wire.
     *
     * @since 0.1.0
     */
    public static final class Description {
        private final Map<String, Object> identifying;
        private final Map<String, Object> nonIdentifying;

        Description(Map<String, Object> identifying, Map<String, Object> nonIdentifying) {
            identifying = ordered(identifying);
            nonIdentifying = ordered(nonIdentifying);
            this.identifying = identifying;
            this.nonIdentifying = nonIdentifying;
        }

        /** Returns the identifying attributes. */
        public Map<String, Object> identifying() {
            return identifying;
        }

        /** Returns the non-identifying attributes. */
        public Map<String, Object> nonIdentifying() {
            return nonIdentifying;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Description that
                    && identifying.equals(that.identifying)
                    && nonIdentifying.equals(that.nonIdentifying);
        }

        @Override
        public int hashCode() {
            return Objects.hash(identifying, nonIdentifying);
        }

        /** Shows all on one line. */
        @Override
        public String toString() {
            return Printable.text(
                    "Description[identifying=" + identifying + ", nonIdentifying=" + nonIdentifying + "]");
        }
    }

    /**
     * A {@code ComponentHealth} of the agent, with those of its components. Times are nanoseconds since the Unix epoch, 0 if unset.
     *
     * @since 0.1.0
     */
    public static final class Health {
        private final boolean healthy;
        private final long startTimeUnixNano;
        private final String lastError;
        private final String status;
        private final long statusTimeUnixNano;
        private final Map<String, Health> components;
        private final Map<String, Object> attributes;

        Health(
                boolean healthy,
                long startTimeUnixNano,
                String lastError,
                String status,
                long statusTimeUnixNano,
                Map<String, Health> components,
                Map<String, Object> attributes) {
            components = ordered(components);
            attributes = ordered(attributes);
            this.healthy = healthy;
            this.startTimeUnixNano = startTimeUnixNano;
            this.lastError = lastError;
            this.status = status;
            this.statusTimeUnixNano = statusTimeUnixNano;
            this.components = components;
            this.attributes = attributes;
        }

        /** Returns whether the component is healthy. */
        public boolean healthy() {
            return healthy;
        }

        /** Returns when it started. */
        public long startTimeUnixNano() {
            return startTimeUnixNano;
        }

        /** Returns the error message. */
        public String lastError() {
            return lastError;
        }

        /** Returns the status in the words of the agent. */
        public String status() {
            return status;
        }

        /** Returns when the status was observed. */
        public long statusTimeUnixNano() {
            return statusTimeUnixNano;
        }

        /** Returns the health of its parts, by name. */
        public Map<String, Health> components() {
            return components;
        }

        /** Returns its attributes. */
        public Map<String, Object> attributes() {
            return attributes;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Health that
                    && healthy == that.healthy
                    && startTimeUnixNano == that.startTimeUnixNano
                    && lastError.equals(that.lastError)
                    && status.equals(that.status)
                    && statusTimeUnixNano == that.statusTimeUnixNano
                    && components.equals(that.components)
                    && attributes.equals(that.attributes);
        }

        @Override
        public int hashCode() {
            return Objects.hash(
                    healthy, startTimeUnixNano, lastError, status, statusTimeUnixNano, components, attributes);
        }

        /** Shows all on one line. */
        @Override
        public String toString() {
            return Printable.text("Health[healthy=" + healthy + ", startTimeUnixNano=" + startTimeUnixNano
                    + ", lastError=" + lastError + ", status=" + status + ", statusTimeUnixNano=" + statusTimeUnixNano
                    + ", components=" + components + ", attributes=" + attributes + "]");
        }
    }

    /**
     * One file of {@code effective_config}.
     *
     * @since 0.1.0
     */
    public static final class File {
        private final Bytes body;
        private final String contentType;

        File(Bytes body, String contentType) {
            this.body = body;
            this.contentType = contentType;
        }

        /** Returns the content. */
        public Bytes body() {
            return body;
        }

        /** Returns the MIME type. */
        public String contentType() {
            return contentType;
        }

        /** Returns the body read as UTF-8. */
        public String text() {
            return body.toText();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof File that && body.equals(that.body) && contentType.equals(that.contentType);
        }

        @Override
        public int hashCode() {
            return Objects.hash(body, contentType);
        }

        /** Leaves the body out, as it may hold a secret. */
        @Override
        public String toString() {
            return Printable.text("File[" + body.size() + " bytes of '" + contentType + "']");
        }
    }

    /**
     * {@code remote_config_status}; {@code status} is one of {@link #UNSET}, {@link #APPLIED}, {@link #APPLYING}, {@link #FAILED}.
     *
     * @since 0.1.0
     */
    public static final class ConfigStatus {
        private final Bytes hash;
        private final int status;
        private final String errorMessage;

        ConfigStatus(Bytes hash, int status, String errorMessage) {
            this.hash = hash;
            this.status = status;
            this.errorMessage = errorMessage;
        }

        /** Returns the hash of the configuration. */
        public Bytes hash() {
            return hash;
        }

        /** Returns the status. */
        public int status() {
            return status;
        }

        /** Returns why it failed. */
        public String errorMessage() {
            return errorMessage;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof ConfigStatus that
                    && hash.equals(that.hash)
                    && status == that.status
                    && errorMessage.equals(that.errorMessage);
        }

        @Override
        public int hashCode() {
            return Objects.hash(hash, status, errorMessage);
        }

        /** Shows all on one line. */
        @Override
        public String toString() {
            return Printable.text(
                    "ConfigStatus[hash=" + hash + ", status=" + status + ", errorMessage=" + errorMessage + "]");
        }
    }

    /**
     * {@code connection_settings_status}, with the same numbers as {@link ConfigStatus}.
     *
     * @since 0.1.0
     */
    public static final class SettingsStatus {
        private final Bytes hash;
        private final int status;
        private final String errorMessage;

        SettingsStatus(Bytes hash, int status, String errorMessage) {
            this.hash = hash;
            this.status = status;
            this.errorMessage = errorMessage;
        }

        /** Returns the hash of the settings. */
        public Bytes hash() {
            return hash;
        }

        /** Returns the status. */
        public int status() {
            return status;
        }

        /** Returns why it failed. */
        public String errorMessage() {
            return errorMessage;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof SettingsStatus that
                    && hash.equals(that.hash)
                    && status == that.status
                    && errorMessage.equals(that.errorMessage);
        }

        @Override
        public int hashCode() {
            return Objects.hash(hash, status, errorMessage);
        }

        /** Shows all on one line. */
        @Override
        public String toString() {
            return Printable.text(
                    "SettingsStatus[hash=" + hash + ", status=" + status + ", errorMessage=" + errorMessage + "]");
        }
    }

    /** The status of a fresh agent. */
    public static final int UNSET = 0;
    /** The offer with this hash is in force. */
    public static final int APPLIED = 1;
    /** The agent is applying it. */
    public static final int APPLYING = 2;
    /** The agent could not or would not apply it. */
    public static final int FAILED = 3;

    /**
     * {@code custom_message}.
     *
     * @since 0.1.0
     */
    public static final class CustomMessage {
        private final String capability;
        private final String type;
        private final Bytes data;

        CustomMessage(String capability, String type, Bytes data) {
            this.capability = capability;
            this.type = type;
            this.data = data;
        }

        /** Returns the name of the custom capability. */
        public String capability() {
            return capability;
        }

        /** Returns the type of the message. */
        public String type() {
            return type;
        }

        /** Returns the content. */
        public Bytes data() {
            return data;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof CustomMessage that
                    && capability.equals(that.capability)
                    && type.equals(that.type)
                    && data.equals(that.data);
        }

        @Override
        public int hashCode() {
            return Objects.hash(capability, type, data);
        }

        /** Leaves the data out. */
        @Override
        public String toString() {
            return Printable.text("CustomMessage[" + capability + ", " + type + ", " + data.size() + " bytes]");
        }
    }

    /**
     * {@code connection_settings_request}; the PEM text of the certificate request, if it has one.
     *
     * @since 0.1.0
     */
    public static final class SettingsRequest {
        private final Optional<Bytes> certificateRequest;

        SettingsRequest(Optional<Bytes> certificateRequest) {
            this.certificateRequest = certificateRequest;
        }

        /** Returns the PEM text of the certificate request, if it has one. */
        public Optional<Bytes> certificateRequest() {
            return certificateRequest;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof SettingsRequest that && certificateRequest.equals(that.certificateRequest);
        }

        @Override
        public int hashCode() {
            return certificateRequest.hashCode();
        }

        @Override
        public String toString() {
            return "SettingsRequest[certificateRequest=" + certificateRequest + "]";
        }
    }

    /**
     * {@code custom_capabilities}, in the order on the wire.
     *
     * @since 0.1.0
     */
    public static final class CustomCapabilities {
        private final List<String> names;

        CustomCapabilities(List<String> names) {
            names = List.copyOf(names);
            this.names = names;
        }

        /** Returns the names of the capabilities. */
        public List<String> names() {
            return names;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof CustomCapabilities that && names.equals(that.names);
        }

        @Override
        public int hashCode() {
            return names.hashCode();
        }

        /** Shows all on one line. */
        @Override
        public String toString() {
            return Printable.text("CustomCapabilities[names=" + names + "]");
        }
    }

    static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
