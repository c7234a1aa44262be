package io.amp4j.opamp.internal.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.amp4j.opamp.internal.wire.AgentRemoteConfig;
import io.amp4j.opamp.internal.wire.ServerToAgent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Scans a message before it is parsed. Two bytes on the wire can become an object of a hundred bytes in memory, so a limit on bytes does
 * not limit the memory of a message: one of 64 MiB could cause gigabytes of empty map entries. The scan counts the fields without creating
 * objects. A remote configuration with too many fields is left out, so that its refusal can be reported; otherwise too many fields make the
 * message unusable.
 */
final class WireScan {
    /**
     * Enough for a configuration of 200,000 files. Decoding that many allocates some 200 MB at worst, and keeps 100; a lower limit on bytes
     * also lowers the limit on fields.
     */
    static final int MAX_FIELDS = 1_000_000;
    /** More than any message of the server can nest. */
    static final int MAX_DEPTH = 32;

    private static final int REMOTE_CONFIG = tag(ServerToAgent.REMOTE_CONFIG_FIELD_NUMBER);
    private static final int CONFIG_HASH = tag(AgentRemoteConfig.CONFIG_HASH_FIELD_NUMBER);

    private final CodedInputStream in;
    private final int maxFields;
    private int fields;
    private ByteString parseable;
    private @Nullable RefusedConfig refused;

    private WireScan(ByteString message, int maxFields) {
        in = message.newCodedInput();
        parseable = message;
        this.maxFields = maxFields;
    }

    /** Throws if the bytes are not in the wire format, have too many fields or nest too deep. */
    static WireScan of(ByteString message, int maxFields) throws IOException {
        WireScan scan = new WireScan(message, maxFields);
        scan.topLevel(message);
        return scan;
    }

    /** Returns the message without a refused configuration, which can be parsed at a bounded cost. */
    ByteString parseable() {
        return parseable;
    }

    /** Returns the refused configuration, or null if there is none. */
    @Nullable
    RefusedConfig refused() {
        return refused;
    }

    private void topLevel(ByteString message) throws IOException {
        Descriptor type = ServerToAgent.getDescriptor();
        ByteString kept = ByteString.EMPTY;
        int keptUpTo = 0;
        int start = 0;
        int tag = in.readTag();
        while (tag != 0) {
            int before = fields;
            if (tag == REMOTE_CONFIG) {
                int size = in.readRawVarint32();
                int end = in.getTotalBytesRead() + size;
                int outer = in.pushLimit(size);
                try {
                    count();
                    message(AgentRemoteConfig.getDescriptor(), 1);
                } catch (TooManyFields e) {
                    in.popLimit(outer);
                    in.skipRawBytes(end - in.getTotalBytesRead());
                    refused = new RefusedConfig(
                            ServerMessageDecoder.hash(hash(message.substring(end - size, end))),
                            "the configuration is not decoded: it has more than " + maxFields
                                    + " fields, of which a file has five");
                    kept = kept.concat(message.substring(keptUpTo, start));
                    keptUpTo = end;
                    fields = before;
                }
                in.popLimit(outer);
            } else {
                field(type, tag, 0);
            }
            start = in.getTotalBytesRead();
            tag = in.readTag();
        }
        if (keptUpTo > 0) {
            parseable = kept.concat(message.substring(keptUpTo));
        }
    }

    private static ByteString hash(ByteString config) throws IOException {
        CodedInputStream in = config.newCodedInput();
        ByteString hash = ByteString.EMPTY;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == CONFIG_HASH) {
                hash = in.readBytes();
            } else {
                in.skipField(tag);
            }
        }
        return hash;
    }

    private void count() throws TooManyFields {
        fields++;
        if (fields > maxFields) {
            throw new TooManyFields(maxFields);
        }
    }

    private void message(Descriptor type, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new InvalidProtocolBufferException("messages nest deeper than " + MAX_DEPTH);
        }
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            field(type, tag, depth);
        }
    }

    private void field(Descriptor type, int tag, int depth) throws IOException {
        count();
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
    }

    private static int tag(int number) {
        return number << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    private static final class TooManyFields extends InvalidProtocolBufferException {
        private static final long serialVersionUID = 1;

        TooManyFields(int maxFields) {
            super("more than " + maxFields + " fields");
        }
    }
}
