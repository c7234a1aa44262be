package io.amp4j.opamp.interop;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/** What a server may tell an agent: ServerToAgent messages in protobuf's JSON mapping, made without any of our codecs. */
final class Offers {
    private Offers() {}

    /** Returns the bare message, to be completed by the caller. */
    static ObjectNode message() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode remoteConfig(String hashHex, Map<String, String> files) {
        ObjectNode message = message();
        ObjectNode offer = message.putObject("remoteConfig");
        offer.put("configHash", base64(hashHex));
        ObjectNode map = offer.putObject("config").putObject("configMap");
        files.forEach((name, body) -> map.putObject(name)
                .put("body", Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)))
                .put("contentType", "text/yaml"));
        return message;
    }

    static ObjectNode newInstanceUid(String uidHex) {
        ObjectNode message = message();
        message.putObject("agentIdentification").put("newInstanceUid", base64(uidHex));
        return message;
    }

    static ObjectNode reportFullState() {
        return message().put("flags", "1");
    }

    static ObjectNode unavailable(String text, Duration retryAfter) {
        ObjectNode message = message();
        ObjectNode error = message.putObject("errorResponse");
        error.put("type", "ServerErrorResponseType_Unavailable").put("errorMessage", text);
        error.putObject("retryInfo").put("retryAfterNanoseconds", Long.toString(retryAfter.toNanos()));
        return message;
    }

    static ObjectNode badRequest(String text) {
        ObjectNode message = message();
        message.putObject("errorResponse")
                .put("type", "ServerErrorResponseType_BadRequest")
                .put("errorMessage", text);
        return message;
    }

    static ObjectNode customMessage(String capability, String type, String data) {
        ObjectNode message = message();
        message.putObject("customMessage")
                .put("capability", capability)
                .put("type", type)
                .put("data", Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8)));
        return message;
    }

    static ObjectNode restart() {
        ObjectNode message = message();
        message.putObject("command").put("type", "CommandType_Restart");
        return message;
    }

    /** Offers one add-on package, whose hash is that of its file. */
    static ObjectNode addOn(String name, String version, String url, String sha256Hex) {
        ObjectNode message = message();
        ObjectNode packages = message.putObject("packagesAvailable");
        packages.put("allPackagesHash", base64(sha256Hex));
        ObjectNode offered = packages.putObject("packages").putObject(name);
        offered.put("type", "PackageType_Addon").put("version", version).put("hash", base64(sha256Hex));
        offered.putObject("file").put("downloadUrl", url).put("contentHash", base64(sha256Hex));
        return message;
    }

    static ObjectNode heartbeat(String hashHex, Duration interval) {
        ObjectNode message = message();
        message.putObject("connectionSettings")
                .put("hash", base64(hashHex))
                .putObject("opamp")
                .put("heartbeatIntervalSeconds", Long.toString(interval.toSeconds()));
        return message;
    }

    private static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }
}
