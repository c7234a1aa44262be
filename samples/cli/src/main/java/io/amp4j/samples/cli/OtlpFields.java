package io.amp4j.samples.cli;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How much a request holds, counted without making any of it: a link of two bytes takes a hundred once it is made.
 *
 * @param fields the fields of all messages in it; in JSON the members and items of all objects and lists
 * @param spans the spans; 0 if they were not counted
 */
record OtlpFields(int fields, int spans) {
    /** As deep as protobuf itself reads. */
    private static final int MAX_DEPTH = 100;

    /**
     * Counts in protobuf.
     *
     * @throws IOException if the bytes are no request, or nest too deeply
     */
    static OtlpFields inProtobuf(byte[] request) throws IOException {
        Walk walk = new Walk(CodedInputStream.newInstance(request));
        walk.message(ExportTraceServiceRequest.getDescriptor(), 0);
        return new OtlpFields(walk.fields, walk.spans);
    }

    /** Counts in JSON, in whatever it is that only looks like JSON too: as one value or as one a line, whichever holds more. */
    static OtlpFields inJson(byte[] request) {
        return new OtlpFields(Math.max(inJson(request, false), inJson(request, true)), 0);
    }

    /**
     * A reader of lines begins anew on each, so that a text that does not end must hide nothing of the next; a reader of one value goes on,
     * where a line end may stand in a text.
     */
    private static int inJson(byte[] request, boolean lines) {
        int fields = 1;
        boolean text = false;
        for (int at = 0; at < request.length; at++) {
            switch (request[at]) {
                case '"' -> text = !text;
                case '\\' -> at += text && isQuoteOrBackslash(request, at + 1) ? 1 : 0;
                case ',', '{', '[' -> fields += text ? 0 : 1;
                default -> text = text && !(lines && isLineEnd(request, at));
            }
        }
        return fields;
    }

    /** Only these two escapes could be taken for an end of the text; a line end behind a backslash must not be passed over. */
    private static boolean isQuoteOrBackslash(byte[] request, int at) {
        return at < request.length && (request[at] == '"' || request[at] == '\\');
    }

    /** All line ends of Unicode, in UTF-8. */
    private static boolean isLineEnd(byte[] request, int at) {
        return switch (request[at]) {
            case '\n', 0x0B, '\f', '\r' -> true;
            case (byte) 0xC2 -> at + 1 < request.length && request[at + 1] == (byte) 0x85;
            case (byte) 0xE2 ->
                at + 2 < request.length
                        && request[at + 1] == (byte) 0x80
                        && (request[at + 2] == (byte) 0xA8 || request[at + 2] == (byte) 0xA9);
            default -> false;
        };
    }

    /** One pass over the fields of all messages. */
    private static final class Walk {
        private final CodedInputStream in;
        private int fields;
        private int spans;

        Walk(CodedInputStream in) {
            this.in = in;
        }

        void message(Descriptor type, int depth) throws IOException {
            if (depth > MAX_DEPTH) {
                throw new IOException("nested deeper than " + MAX_DEPTH);
            }
            spans += type.equals(Span.getDescriptor()) ? 1 : 0;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                fields++;
                Descriptor inner = inner(type, tag);
                if (inner != null) {
                    int outer = in.pushLimit(in.readRawVarint32());
                    message(inner, depth + 1);
                    in.popLimit(outer);
                } else if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_START_GROUP || !in.skipField(tag)) {
                    // What stands in a group would not be counted.
                    throw new IOException("OTLP has no groups");
                }
            }
        }

        private static @Nullable Descriptor inner(Descriptor type, int tag) {
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            return field != null
                            && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                            && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED
                    ? field.getMessageType()
                    : null;
        }
    }
}
