package io.amp4j.samples.cli;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.testing.ConnectionEvent;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.opamp.testing.ReportedPackages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells what a server receives. Header values are left out, and what is in configurations unless it is asked for. */
final class OpampServerEvents {
    private static final List<String> STATUSES = List.of("UNSET", "APPLIED", "APPLYING", "FAILED");

    private static final List<String> PACKAGE_STATUSES =
            List.of("INSTALLED", "INSTALL_PENDING", "INSTALLING", "INSTALL_FAILED", "DOWNLOADING");

    private final OpampConsole console;
    private final boolean showConfig;

    OpampServerEvents(OpampConsole console, boolean showConfig) {
        this.console = console;
        this.showConfig = showConfig;
    }

    void connection(ConnectionEvent event) {
        console.event(
                "connection",
                "connection",
                event.connectionId(),
                "kind",
                event.kind().name(),
                "code",
                event.code(),
                "detail",
                event.detail());
    }

    void received(ReceivedMessage message) {
        Map<String, @Nullable Object> told = Json.object(
                "connection",
                message.connectionId(),
                "transport",
                message.transport().name(),
                "instanceUid",
                message.instanceUidText(),
                "sequence",
                Long.toUnsignedString(message.sequenceNumber()),
                "capabilities",
                OpampAgentEvents.names(AgentCapability.fromMask(message.capabilities())),
                "parts",
                OpampAgentEvents.names(message.parts()),
                "bytes",
                message.size());
        if (!message.request().clientCertificate().isEmpty()) {
            told.put("clientCertificate", message.request().clientCertificate());
        }
        if (message.isMalformed()) {
            told.put("malformed", true);
        }
        message.description()
                .ifPresent(description -> told.put(
                        "description",
                        Json.object(
                                "identifying",
                                printable(description.identifying()),
                                "nonIdentifying",
                                printable(description.nonIdentifying()))));
        message.health().ifPresent(health -> told.put("health", health(health)));
        message.effectiveConfig().ifPresent(files -> told.put("effectiveConfig", files(files)));
        message.remoteConfigStatus()
                .ifPresent(status -> told.put(
                        "remoteConfigStatus",
                        Json.object(
                                "hash",
                                status.hash().toHex(),
                                "status",
                                name(STATUSES, status.status()),
                                "errorMessage",
                                status.errorMessage())));
        message.connectionSettingsStatus()
                .ifPresent(status -> told.put(
                        "connectionSettingsStatus",
                        Json.object(
                                "hash",
                                status.hash().toHex(),
                                "status",
                                name(STATUSES, status.status()),
                                "errorMessage",
                                status.errorMessage())));
        message.packageStatuses().ifPresent(statuses -> told.put("packageStatuses", packages(statuses)));
        message.customCapabilities().ifPresent(custom -> told.put("customCapabilities", custom.names()));
        message.customMessage().ifPresent(custom -> {
            Map<String, @Nullable Object> content =
                    Json.object("capability", custom.capability(), "type", custom.type());
            OpampJson.putContent(content, "data", custom.data().toByteArray());
            told.put("customMessage", content);
        });
        console.event("received", told);
    }

    private static Map<String, @Nullable Object> packages(ReportedPackages statuses) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        statuses.packages()
                .forEach((name, status) -> told.put(
                        name,
                        Json.object(
                                "status",
                                name(PACKAGE_STATUSES, status.status()),
                                "version",
                                status.version(),
                                "offeredVersion",
                                status.offeredVersion(),
                                "errorMessage",
                                status.errorMessage())));
        return told;
    }

    private Map<String, @Nullable Object> files(Map<String, Reported.File> files) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        files.forEach((name, file) -> {
            Map<String, @Nullable Object> about = Json.object(
                    "contentType", file.contentType(), "bytes", file.body().size());
            if (showConfig) {
                OpampJson.putContent(about, "body", file.body().toByteArray());
            }
            told.put(name, about);
        });
        return told;
    }

    private static Map<String, @Nullable Object> health(Reported.Health health) {
        Map<String, @Nullable Object> components = new LinkedHashMap<>();
        health.components().forEach((name, component) -> components.put(name, health(component)));
        return Json.object(
                "healthy",
                health.healthy(),
                "status",
                health.status(),
                "lastError",
                health.lastError(),
                "startTimeUnixNano",
                Long.toUnsignedString(health.startTimeUnixNano()),
                "attributes",
                printable(health.attributes()),
                "components",
                components);
    }

    private static String name(List<String> names, int number) {
        return number >= 0 && number < names.size() ? names.get(number) : Integer.toString(number);
    }

    /** Returns attributes as JSON has them: bytes as hex digits, no value as null. */
    private static Map<String, @Nullable Object> printable(Map<String, Object> attributes) {
        Map<String, @Nullable Object> printable = new LinkedHashMap<>();
        attributes.forEach((key, value) -> printable.put(key, printable(value)));
        return printable;
    }

    private static @Nullable Object printable(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> printable = new LinkedHashMap<>();
            map.forEach((key, element) -> printable.put(String.valueOf(key), printable(element)));
            return printable;
        } else if (value instanceof List<?> list) {
            // Not Stream.toList(), which NullAway believes to have no nulls.
            return list.stream().map(OpampServerEvents::printable).collect(Collectors.toList());
        } else if (value instanceof io.amp4j.opamp.testing.Bytes bytes) {
            return bytes.toHex();
        }
        return value == Reported.NO_VALUE ? null : value;
    }
}
