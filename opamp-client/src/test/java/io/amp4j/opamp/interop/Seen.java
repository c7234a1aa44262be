package io.amp4j.opamp.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.HexFormat;

/**
 * One thing the reference server saw, in its own words.
 *
 * @param json the line it wrote; {@code docs/interop.md} lists the fields
 */
record Seen(JsonNode json) {
    /** Returns what happened: {@code received}, {@code connected}, {@code closed}, {@code refused} or {@code unreadable}. */
    String event() {
        return json.path("event").asText();
    }

    boolean isReceived() {
        return event().equals("received");
    }

    /** Returns when it happened, in milliseconds since the server's start, by the server's monotonic clock. */
    long at() {
        return json.path("at").asLong();
    }

    /** Returns the number of the connection; over HTTP every request has its own. */
    long connection() {
        return json.path("connection").asLong();
    }

    String endpoint() {
        return json.path("endpoint").asText();
    }

    String transport() {
        return json.path("transport").asText();
    }

    /** Returns a header of the request or upgrade, empty if it had none of that name. */
    String header(String name) {
        return json.path("headers").path(name).asText();
    }

    /** Returns the instance uid in the message, in hex. */
    String uid() {
        return json.path("uid").asText();
    }

    /** Returns whether the server missed a message before this one, or everything about the agent. */
    boolean isGap() {
        return json.path("gap").asBoolean();
    }

    /** Returns the size of the encoded message in bytes. */
    int size() {
        return json.path("size").asInt();
    }

    JsonNode message() {
        return json.path("message");
    }

    long sequence() {
        return message().path("sequenceNum").asLong();
    }

    long capabilities() {
        return message().path("capabilities").asLong();
    }

    /** Returns whether the message has the field, by its name in protobuf's JSON mapping. */
    boolean has(String field) {
        return message().has(field);
    }

    /** Returns the text at a JSON pointer in the message, empty if there is nothing. */
    String text(String pointer) {
        return message().at(pointer).asText();
    }

    /** Returns the bytes at a JSON pointer in the message, in hex. */
    String hex(String pointer) {
        return HexFormat.of().formatHex(bytes(pointer));
    }

    byte[] bytes(String pointer) {
        return Base64.getDecoder().decode(text(pointer));
    }

    /** Returns the value of a string attribute of the agent description, empty if there is none. */
    String attribute(String key) {
        for (String list : new String[] {"identifyingAttributes", "nonIdentifyingAttributes"}) {
            for (JsonNode attribute : message().path("agentDescription").path(list)) {
                if (attribute.path("key").asText().equals(key)) {
                    return attribute.path("value").path("stringValue").asText();
                }
            }
        }
        return "";
    }
}
