package io.amp4j.opamp.interop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.amp4j.opamp.ConnectionFailure.Kind;

/** What a server, or something before it, answers that is no answer of OpAMP, and what a client makes of it. */
enum Fault {
    SERVER_ERROR(status(500).put("bytes", 200), Kind.HTTP_STATUS, Kind.HTTP_STATUS),
    NOT_FOUND(status(404), Kind.HTTP_STATUS, Kind.HTTP_STATUS),
    REDIRECT_TO_NOWHERE(status(307), Kind.HTTP_STATUS, Kind.HTTP_STATUS),
    BREAKS_OFF(protobuf().put("bytes", 1000).put("break", true), Kind.LOST, Kind.HTTP_STATUS),
    TOO_LARGE(protobuf().put("bytes", 200_000), Kind.TOO_LARGE, Kind.HTTP_STATUS),
    GZIP_BOMB(protobuf().put("bytes", 100 << 20).put("gzip", true), Kind.TOO_LARGE, Kind.HTTP_STATUS),
    STALLS(JsonNodeFactory.instance.objectNode().put("stall", true), Kind.TIMEOUT, Kind.TIMEOUT);

    /** The most bytes that the clients accept which meet this. */
    static final int MAX_RECEIVED = 100_000;

    private final String answer;
    private final Kind exchange;
    private final Kind upgrade;

    Fault(ObjectNode answer, Kind exchange, Kind upgrade) {
        this.answer = answer.toString();
        this.exchange = exchange;
        this.upgrade = upgrade;
    }

    private static ObjectNode status(int status) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("status", status);
        answer.putObject("headers").put("Content-Type", "text/html");
        return answer;
    }

    private static ObjectNode protobuf() {
        ObjectNode answer = status(200);
        answer.withObject("/headers").put("Content-Type", "application/x-protobuf");
        return answer;
    }

    /** Returns an answer that leads elsewhere. */
    static ObjectNode redirect(int status, String location) {
        ObjectNode answer = status(status);
        answer.withObject("/headers").put("Location", location);
        return answer;
    }

    ObjectNode answer() {
        try {
            return (ObjectNode) new ObjectMapper().readTree(answer);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    Kind kind(Endpoint endpoint) {
        return endpoint.isWebSocket() ? upgrade : exchange;
    }
}
