package io.amp4j.samples.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.SettingsOffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The order to {@code amp4j opamp server} that offers connection settings of OpAMP to all agents. No event shows a value of a header, or a key. */
final class OpampSettingsOrder {
    private final FakeOpampServer server;
    private final OpampConsole console;

    OpampSettingsOrder(FakeOpampServer server, OpampConsole console) {
        this.server = server;
        this.console = console;
    }

    void offer(JsonNode value) {
        OpampFields fields = OpampFields.of("offerSettings", value);
        List<String> parts = new ArrayList<>();
        SettingsOffer.DestinationBuilder settings = SettingsOffer.destination();
        if (fields.has("endpoint")) {
            parts.add("endpoint");
            settings.endpoint(fields.text("endpoint"));
        }
        if (fields.has("heartbeat")) {
            parts.add("heartbeat");
            settings.heartbeatSeconds(OpampServerOrders.seconds("offerSettings.heartbeat", value.path("heartbeat"), 0)
                    .toSeconds());
        }
        if (fields.has("headers")) {
            parts.add("headers");
            settings.noHeaders();
            for (Map.Entry<String, Object> header : fields.values("headers").entrySet()) {
                settings.header(header.getKey(), String.valueOf(header.getValue()));
            }
        }
        if (fields.has("ca")) {
            parts.add("ca");
            settings.trust(fields.text("ca"), false);
        }
        if (fields.has("certificate") || fields.has("key")) {
            parts.add("certificate");
            settings.certificate(fields.requiredText("certificate"), fields.requiredText("key"), "");
        }
        if (fields.has("proxy")) {
            parts.add("proxy");
            settings.proxy(fields.text("proxy"));
        }
        if (parts.isEmpty()) {
            fields.problem("offerSettings must have endpoint, heartbeat, headers, ca, certificate and key, or proxy");
        }
        fields.check();
        Bytes hash = OpampSigner.sha256(value.toString());
        // Told first, because agents may answer at once.
        console.event("settingsOffered", "hash", hash.toHex(), "parts", parts);
        server.offerConnectionSettings(
                SettingsOffer.builder(hash).opamp(settings.build()).build());
    }
}
