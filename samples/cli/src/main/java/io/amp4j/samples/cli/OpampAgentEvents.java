package io.amp4j.samples.cli;

import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.ConnectionSettingsOutcome;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampStatus;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.ServerCapability;
import io.amp4j.opamp.ServerError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells everything that happens to a client as an event, and takes what the server wants. What no callback tells is seen in the
 * status of the client: before each event, and whenever {@link #watch} is called.
 */
final class OpampAgentEvents implements OpampCallbacks {
    private final OpampConsole console;
    private final @Nullable OpampConfigFolder folder;
    private final boolean showConfig;
    private volatile EffectiveConfig effectiveConfig = EffectiveConfig.of(Map.of());
    private volatile boolean everConnected;
    private boolean connected;
    private @Nullable InstanceUid uid;
    private long sent;
    private long sentBytes;

    OpampAgentEvents(OpampConsole console, @Nullable OpampConfigFolder folder, boolean showConfig) {
        this.console = console;
        this.folder = folder;
        this.showConfig = showConfig;
    }

    /** Tells of the identity and of messages that were sent, if anything is new. */
    synchronized void watch(OpampClient client) {
        OpampStatus status = client.status();
        status.instanceUid().ifPresent(this::tellUid);
        if (status.sentMessages() > sent) {
            console.event(
                    "sent",
                    "messages",
                    status.sentMessages() - sent,
                    "bytes",
                    status.sentBytes() - sentBytes,
                    "sequence",
                    Long.toUnsignedString(status.sequenceNumber()));
            sent = status.sentMessages();
            sentBytes = status.sentBytes();
        }
    }

    private void tellUid(InstanceUid now) {
        if (!now.equals(uid)) {
            uid = now;
            console.event("instanceUid", "instanceUid", now.toString());
        }
    }

    synchronized void event(OpampClient client, String name, @Nullable Object... namesAndValues) {
        watch(client);
        console.event(name, namesAndValues);
    }

    /** Returns whether the server was ever reached. */
    boolean everConnected() {
        return everConnected;
    }

    /** Returns the configuration that the agent says it runs with. */
    EffectiveConfig effectiveConfig() {
        return effectiveConfig;
    }

    void effectiveConfig(EffectiveConfig config) {
        effectiveConfig = config;
    }

    @Override
    public synchronized void onConnect(OpampClient client) {
        everConnected = true;
        // Over HTTP every answer comes here.
        if (!connected) {
            connected = true;
            event(client, "connected");
        }
    }

    @Override
    public synchronized void onConnectFailed(OpampClient client, ConnectionFailure failure) {
        connected = false;
        failed(client, "connectFailed", failure);
    }

    @Override
    public synchronized void onDisconnect(OpampClient client, ConnectionFailure failure) {
        connected = false;
        failed(client, "disconnected", failure);
    }

    private void failed(OpampClient client, String name, ConnectionFailure failure) {
        event(
                client,
                name,
                "kind",
                failure.kind().name(),
                "httpStatus",
                failure.httpStatus(),
                "closeCode",
                failure.closeCode(),
                "retryInMillis",
                failure.retryIn().toMillis(),
                "message",
                failure.message());
    }

    /** Takes all that the client has found to be usable; asked only with {@code --accept-settings}. */
    @Override
    public ConnectionSettingsOutcome onConnectionSettings(OpampClient client, ConnectionSettings offered) {
        event(
                client,
                "connectionSettings",
                "hash",
                offered.hash().toString(),
                "endpoint",
                offered.endpoint(),
                "headers",
                offered.headers().map(headers -> List.copyOf(headers.keySet())).orElse(null),
                "clientCertificate",
                offered.clientCertificate().isPresent());
        return ConnectionSettingsOutcome.accept();
    }

    @Override
    public void onCertificateRefused(OpampClient client, String reason) {
        event(client, "certificateRefused", "reason", reason);
    }

    @Override
    public void onError(OpampClient client, ServerError error) {
        event(
                client,
                "error",
                "type",
                error.type().name(),
                "message",
                error.message(),
                "retryAfterMillis",
                error.retryAfter().toMillis());
    }

    @Override
    public void onMessage(OpampClient client, MessageData message) {
        List<String> parts = new ArrayList<>();
        message.remoteConfig().ifPresent(part -> parts.add("remoteConfig"));
        message.newInstanceUid().ifPresent(part -> parts.add("newInstanceUid"));
        message.command().ifPresent(part -> parts.add("command"));
        message.customCapabilities().ifPresent(part -> parts.add("customCapabilities"));
        message.customMessage().ifPresent(part -> parts.add("customMessage"));
        Map<String, @Nullable Object> more = new LinkedHashMap<>();
        message.customCapabilities().ifPresent(custom -> more.put("customCapabilities", List.copyOf(custom.names())));
        event(
                client,
                "message",
                "parts",
                parts,
                "serverCapabilities",
                names(ServerCapability.fromMask(message.serverCapabilities())),
                "fullStateRequested",
                message.isFullStateRequested(),
                "componentsRequested",
                message.areComponentsRequested(),
                "customCapabilities",
                more.get("customCapabilities"));
    }

    static List<String> names(Set<? extends Enum<?>> constants) {
        return constants.stream().map(Enum::name).toList();
    }

    @Override
    public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
        Map<String, Path> stored = Map.of();
        String problem = "";
        try {
            if (folder != null) {
                stored = folder.store(config);
            }
        } catch (IOException | RuntimeException e) {
            problem = "cannot store the configuration: " + e;
        }
        List<Map<String, @Nullable Object>> files = new ArrayList<>();
        for (Map.Entry<String, ConfigFile> file : config.files().entrySet()) {
            files.add(file(file.getKey(), file.getValue(), stored.get(file.getKey())));
        }
        event(
                client,
                "remoteConfig",
                "hash",
                config.hash().toString(),
                "status",
                problem.isEmpty() ? "APPLIED" : "FAILED",
                "errorMessage",
                problem,
                "files",
                files);
        if (!problem.isEmpty()) {
            return ConfigOutcome.failed(problem);
        }
        effectiveConfig = EffectiveConfig.of(config.files());
        return ConfigOutcome.applied(effectiveConfig);
    }

    private Map<String, @Nullable Object> file(String name, ConfigFile file, @Nullable Path path) {
        Map<String, @Nullable Object> told = Json.object(
                "name",
                name,
                "contentType",
                file.contentType(),
                "bytes",
                file.body().size());
        if (path != null) {
            told.put("path", path.toString());
        }
        if (showConfig) {
            OpampJson.putContent(told, "body", file.body().toByteArray());
        }
        return told;
    }

    @Override
    public synchronized void onRestart(OpampClient client) {
        connected = false;
        event(client, "restart");
    }

    @Override
    public void onCustomMessage(OpampClient client, CustomMessage message) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        OpampJson.putContent(data, "data", message.data().toByteArray());
        Map.Entry<String, @Nullable Object> content = data.entrySet().iterator().next();
        event(
                client,
                "customMessage",
                "capability",
                message.capability(),
                "type",
                message.type(),
                content.getKey(),
                content.getValue());
    }

    @Override
    public synchronized void onInstanceUid(OpampClient client, InstanceUid instanceUid) {
        tellUid(instanceUid);
    }
}
