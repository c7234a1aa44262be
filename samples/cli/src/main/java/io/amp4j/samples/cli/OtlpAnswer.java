package io.amp4j.samples.cli;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a sender gets to hear: the status, and for all but success a {@code google.rpc.Status} with a message, as OTLP wants it. */
enum OtlpAnswer {
    TAKEN(200, ""),
    UNREADABLE(400, "the body is no OTLP trace request in the format of its content type"),
    WEB_PAGE(403, "requests of web pages are refused"),
    WRONG_PATH(404, "traces are taken at /v1/traces, and nothing else is taken"),
    WRONG_METHOD(405, "only POST is taken"),
    TOO_LARGE(
            413,
            "too large: at most " + OtlpReceiver.MAX_BYTES + " bytes once unpacked, " + OtlpReceiver.MAX_SPANS
                    + " spans and " + OtlpReceiver.MAX_FIELDS + " fields are taken at a time; send smaller batches"),
    WRONG_FORMAT(415, "only application/x-protobuf and application/json are taken");

    private static final int MESSAGE_FIELD = 2;

    private final int status;
    private final String message;

    OtlpAnswer(int status, String message) {
        this.status = status;
        this.message = message;
    }

    int status() {
        return status;
    }

    /** Returns the body; an empty protobuf message is the answer that everything was taken. */
    byte[] body(boolean json) throws IOException {
        if (json) {
            return (message.isEmpty() ? "{}" : "{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!message.isEmpty()) {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeString(MESSAGE_FIELD, message);
            out.flush();
        }
        return bytes.toByteArray();
    }
}
