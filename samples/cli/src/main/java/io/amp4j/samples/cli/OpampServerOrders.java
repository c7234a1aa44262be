package io.amp4j.samples.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ServerReply;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What the user of {@code amp4j opamp server} can tell it to do. */
final class OpampServerOrders {
    private static final long LONGEST_SECONDS = Duration.ofDays(1).toSeconds();

    private final FakeOpampServer server;
    private final OpampConsole console;
    private final Supplier<InstanceUid> newUids;
    private final Map<String, Consumer<JsonNode>> known = new TreeMap<>();

    OpampServerOrders(
            FakeOpampServer server, OpampConsole console, OpampRollOut rollOut, Supplier<InstanceUid> newUids) {
        this.server = server;
        this.console = console;
        this.newUids = newUids;
        known.put("offer", this::offer);
        known.put("withdraw", value -> server.withdrawRemoteConfig());
        known.put("custom", this::custom);
        known.put("customCapabilities", this::customCapabilities);
        known.put("restart", value -> send(value, ServerReply.builder().restart()));
        known.put("fullState", value -> send(value, ServerReply.builder().reportFullState()));
        known.put("newInstanceUid", this::newInstanceUid);
        known.put("heartbeat", value -> server.offerHeartbeat(seconds("heartbeat", value, 0)));
        known.put("unavailable", value -> server.nextMessages(Answer.throttle(seconds("unavailable", value, 1))));
        known.put("offerSettings", new OpampSettingsOrder(server, console)::offer);
        known.put("withdrawSettings", value -> server.offerConnectionSettings(null));
        known.put("rollOut", rollOut::order);
        known.put("close", value -> console.end("order"));
    }

    void obey(OpampOrder order) {
        order.give(known);
    }

    private void offer(JsonNode value) {
        OpampFields fields = OpampFields.of("offer", value);
        List<OfferedFile> files = new ArrayList<>();
        fields.objects("files")
                .forEach((name, file) ->
                        files.add(OfferedFile.of(name, Bytes.of(file.content("body")), file.text("contentType"))));
        if (!fields.has("files")) {
            fields.problem("offer.files is missing; an empty configuration is {\"files\":{}}");
        }
        Bytes hash = fields.has("hash") ? hex(fields) : hash(files);
        boolean forOne = fields.has("agent");
        Bytes agent = forOne ? uid(fields) : Bytes.EMPTY;
        fields.check();
        // Told first, because agents may answer at once.
        console.event(
                "offered",
                "hash",
                hash.toHex(),
                "files",
                files.stream().map(OfferedFile::name).toList());
        if (forOne) {
            server.offerRemoteConfigTo(agent, hash, files.toArray(OfferedFile[]::new));
        } else {
            server.offerRemoteConfig(hash, files.toArray(OfferedFile[]::new));
        }
    }

    private void custom(JsonNode value) {
        OpampFields fields = OpampFields.of("custom", value);
        Bytes agent = uid(fields);
        String capability = fields.requiredText("capability");
        String type = fields.requiredText("type");
        Bytes data = Bytes.of(fields.content("data"));
        fields.check();
        server.send(
                agent,
                ServerReply.builder().customMessage(capability, type, data).build());
    }

    private void customCapabilities(JsonNode value) {
        List<String> names = new ArrayList<>();
        value.forEach(name -> {
            if (!name.isTextual()) {
                throw new IllegalArgumentException("customCapabilities must be a list of texts");
            }
            names.add(name.asText());
        });
        if (!value.isArray()) {
            throw new IllegalArgumentException("customCapabilities must be a list of texts");
        }
        server.announceCustomCapabilities(names.toArray(String[]::new));
    }

    private void newInstanceUid(JsonNode value) {
        InstanceUid given = newUids.get();
        Bytes agent;
        if (value.isObject()) {
            OpampFields fields = OpampFields.of("newInstanceUid", value);
            agent = uid(fields);
            if (fields.has("uid")) {
                try {
                    given = InstanceUid.parse(fields.text("uid"));
                } catch (IllegalArgumentException e) {
                    fields.problem("newInstanceUid.uid: " + e.getMessage());
                }
            }
            fields.check();
        } else {
            agent = uid(value);
        }
        Bytes uid = Bytes.of(given.toUuid());
        server.send(agent, ServerReply.builder().newInstanceUid(uid).build());
        console.event("newInstanceUid", "agent", agent.uuid(), "uid", uid.uuid());
    }

    private void send(JsonNode agent, ServerReply.Builder reply) {
        server.send(uid(agent), reply.build());
    }

    private static Bytes uid(JsonNode value) {
        return Bytes.of(InstanceUid.parse(value.asText()).toUuid());
    }

    private static Bytes uid(OpampFields fields) {
        try {
            return Bytes.of(InstanceUid.parse(fields.text("agent")).toUuid());
        } catch (IllegalArgumentException e) {
            fields.problem(fields.path("agent") + ": " + e.getMessage());
            return Bytes.EMPTY;
        }
    }

    private static Bytes hex(OpampFields fields) {
        try {
            return Bytes.fromHex(fields.text("hash"));
        } catch (IllegalArgumentException e) {
            fields.problem(fields.path("hash") + " must be hexadecimal digits, two a byte");
            return Bytes.EMPTY;
        }
    }

    private static Bytes hash(List<OfferedFile> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (OfferedFile file : files) {
                // Lengths first: what belongs to which field must not be open to doubt.
                String head = file.name().length() + " " + file.contentType().length() + " "
                        + file.body().size() + " " + file.name() + file.contentType();
                digest.update(head.getBytes(StandardCharsets.UTF_8));
                digest.update(file.body().toByteArray());
            }
            return Bytes.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static Duration seconds(String name, JsonNode value, long least) {
        if (!value.canConvertToLong()
                || !value.isIntegralNumber()
                || value.asLong() < least
                || value.asLong() > LONGEST_SECONDS) {
            throw new IllegalArgumentException(
                    name + " must be whole seconds from " + least + " to " + LONGEST_SECONDS);
        }
        return Duration.ofSeconds(value.asLong());
    }
}
