package io.amp4j.samples.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What the user of {@code amp4j opamp agent} can tell it to do. */
final class OpampAgentOrders {
    private final OpampClient client;
    private final OpampAgentEvents events;
    private final OpampConsole console;
    private final Instant startTime;
    private final Map<String, Consumer<JsonNode>> known = new TreeMap<>();

    OpampAgentOrders(OpampClient client, OpampAgentEvents events, OpampConsole console, Instant startTime) {
        this.client = client;
        this.events = events;
        this.console = console;
        this.startTime = startTime;
        known.put("health", this::health);
        known.put("description", this::description);
        known.put("effectiveConfig", this::effectiveConfig);
        known.put("custom", this::custom);
        known.put("requestCertificate", value -> requestCertificate());
        known.put("status", value -> status());
        known.put("close", value -> console.end("order"));
    }

    void obey(OpampOrder order) {
        order.give(known);
    }

    private void health(JsonNode value) {
        OpampFields fields = OpampFields.of("health", value);
        ComponentHealth health = health(fields);
        fields.check();
        client.updateHealth(health);
    }

    private ComponentHealth health(OpampFields fields) {
        ComponentHealth.Builder health = ComponentHealth.builder(fields.requiredFlag("healthy"))
                .status(fields.text("status"))
                .statusTime(Instant.now())
                .lastError(fields.text("lastError"))
                .startTime(startTime);
        try {
            if (fields.has("startTime")) {
                health.startTime(Instant.parse(fields.text("startTime")));
            }
        } catch (DateTimeParseException e) {
            fields.problem(fields.path("startTime") + " must be a time like 2026-01-31T12:00:00Z");
        } catch (IllegalArgumentException e) {
            fields.problem(fields.path("startTime") + ": " + e.getMessage());
        }
        attributes(fields, "attributes", health::attribute);
        fields.objects("components").forEach((name, component) -> health.component(name, health(component)));
        try {
            return health.build();
        } catch (IllegalArgumentException e) {
            fields.problem(fields.path("lastError") + ": " + e.getMessage());
            return ComponentHealth.healthy(startTime);
        }
    }

    private void description(JsonNode value) {
        OpampFields fields = OpampFields.of("description", value);
        AgentDescription.Builder description = AgentDescription.builder();
        attributes(fields, "identifying", description::identifying);
        attributes(fields, "nonIdentifying", description::nonIdentifying);
        AgentDescription described = description.build();
        if (described.identifying().isEmpty()) {
            fields.problem("description.identifying must have an attribute that no other agent has");
        }
        fields.check();
        client.updateDescription(described);
    }

    private static void attributes(OpampFields fields, String name, BiConsumer<String, AttributeValue> to) {
        fields.values(name).forEach((key, value) -> {
            try {
                to.accept(key, AttributeValue.from(value));
            } catch (IllegalArgumentException e) {
                fields.problem(fields.path(name) + "." + key + ": " + e.getMessage());
            }
        });
    }

    private void effectiveConfig(JsonNode value) {
        OpampFields fields = OpampFields.of("effectiveConfig", value);
        Map<String, ConfigFile> files = new LinkedHashMap<>();
        fields.objects("files").forEach((name, file) -> {
            Bytes body = Bytes.of(file.content("body"));
            files.put(name, ConfigFile.of(body, file.text("contentType")));
        });
        fields.check();
        events.effectiveConfig(EffectiveConfig.of(files));
        client.refreshEffectiveConfig();
    }

    private void custom(JsonNode value) {
        OpampFields fields = OpampFields.of("custom", value);
        CustomMessage message = CustomMessage.of(
                fields.requiredText("capability"), fields.requiredText("type"), Bytes.of(fields.content("data")));
        fields.check();
        // The outcome is an event; whatever comes of telling it concerns nobody.
        var unused = client.sendCustomMessage(message).whenComplete((done, refusal) -> {
            if (refusal == null) {
                events.event(client, "customSent", "capability", message.capability(), "type", message.type());
            } else {
                events.event(
                        client,
                        "customFailed",
                        "capability",
                        message.capability(),
                        "type",
                        message.type(),
                        "message",
                        refusal.getMessage());
            }
        });
    }

    private void requestCertificate() {
        try {
            client.requestCertificate();
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException(
                    "requestCertificate: the agent was started without --request-certificate", e);
        }
    }

    private void status() {
        OpampStatus status = client.status();
        console.event(
                "status",
                "state",
                status.state().name(),
                "isThrottled",
                status.isThrottled(),
                "nextAttemptInMillis",
                status.nextAttemptIn().toMillis(),
                "heartbeatMillis",
                status.heartbeatInterval().toMillis(),
                "agentCapabilities",
                OpampAgentEvents.names(status.agentCapabilities()),
                "serverCapabilities",
                OpampAgentEvents.names(status.serverCapabilities()),
                "remoteConfigStatus",
                status.remoteConfigStatus().status().name(),
                "remoteConfigHash",
                status.remoteConfigStatus().hash().toString(),
                "connectionSettingsStatus",
                status.connectionSettingsStatus().status().name(),
                "packages",
                packages(status),
                "counters",
                counters(status));
    }

    private static Map<String, ?> packages(OpampStatus status) {
        Map<String, Map<String, String>> packages = new LinkedHashMap<>();
        status.packages()
                .forEach((name, one) -> packages.put(
                        name,
                        Map.of(
                                "state",
                                one.state().name(),
                                "version",
                                one.version(),
                                "offeredVersion",
                                one.offeredVersion(),
                                "error",
                                one.errorMessage())));
        return packages;
    }

    /** Returns the numbers that only grow. */
    static Map<String, ?> counters(OpampStatus status) {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("attempts", status.attempts());
        counters.put("failedAttempts", status.failedAttempts());
        counters.put("successes", status.successes());
        counters.put("sentMessages", status.sentMessages());
        counters.put("sentBytes", status.sentBytes());
        counters.put("receivedMessages", status.receivedMessages());
        counters.put("receivedBytes", status.receivedBytes());
        counters.put("malformedMessages", status.malformedMessages());
        counters.put("discardedMessages", status.discardedMessages());
        counters.put("throttles", status.throttles());
        return counters;
    }
}
