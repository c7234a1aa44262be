package io.amp4j.opamp.internal.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * A look at a message before it is parsed. Two bytes on the wire can become an object of a hundred in memory, so a limit on bytes alone
 * does not bound what a message costs: one of 64 MiB could ask for gigabytes of empty map entries. This counts the fields without
 * making anything of them.
 */
final class WireScan {
    /** A thousand times what a large real message has. */
    static final int MAX_FIELDS = 100_000;
    /** More than any message of the server can nest. */
    static final int MAX_DEPTH = 32;

    private final CodedInputStream in;
    private int fields;

    private WireScan(CodedInputStream in) {
        this.in = in;
    }

    /** Refuses bytes that are not of the wire format, have too many fields or nest too deep. */
    static void check(CodedInputStream in, Descriptor type) throws IOException {
        new WireScan(in).message(type, 0);
    }

    private void message(Descriptor type, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new InvalidProtocolBufferException("messages nest deeper than " + MAX_DEPTH);
        }
        int tag = in.readTag();
        while (tag != 0) {
            fields++;
            if (fields > MAX_FIELDS) {
                throw new InvalidProtocolBufferException("more than " + MAX_FIELDS + " fields");
            }
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            boolean isMessage = field != null
                    && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (isMessage) {
                int outer = in.pushLimit(in.readRawVarint32());
                message(field.getMessageType(), depth + 1);
                in.popLimit(outer);
            } else if (!in.skipField(tag)) {
                throw new InvalidProtocolBufferException("a group ends that did not start");
            }
            tag = in.readTag();
        }
    }
}
