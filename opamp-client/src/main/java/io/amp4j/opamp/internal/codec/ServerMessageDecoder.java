package io.amp4j.opamp.internal.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.ServerCommand;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.internal.wire.AgentConfigMap;
import io.amp4j.opamp.internal.wire.AgentRemoteConfig;
import io.amp4j.opamp.internal.wire.CommandType;
import io.amp4j.opamp.internal.wire.CustomCapabilities;
import io.amp4j.opamp.internal.wire.CustomMessage;
import io.amp4j.opamp.internal.wire.ServerErrorResponse;
import io.amp4j.opamp.internal.wire.ServerToAgent;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decodes a {@code ServerToAgent}. Unknown fields and enum values are ignored. */
public final class ServerMessageDecoder {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    // Unknown fields are skipped and not kept, because they are never passed on.
    private static final Parser<ServerToAgent> PARSER = DiscardUnknownFieldsParser.wrap(ServerToAgent.parser());

    private ServerMessageDecoder() {}

    /**
     * Decodes {@code bytes}, which have no framing. Never throws because of their content.
     *
     * @param maxFields how many fields they may have, see {@link FieldLimits#fields}
     */
    public static Decoded decode(byte[] bytes, int maxFields) {
        ByteString wrapped = UnsafeByteOperations.unsafeWrap(bytes);
        try {
            WireScan scan = WireScan.of(wrapped, maxFields);
            CodedInputStream in = scan.parseable().newCodedInput();
            // The value types copy what they keep, so the parser need not.
            in.enableAliasing(true);
            ServerToAgent wire = PARSER.parseFrom(in);
            String problem = FieldCheck.problem(wire);
            if (problem != null) {
                return new Decoded.Malformed(problem);
            }
            return message(wire, scan.refused());
        } catch (IOException e) {
            return new Decoded.Malformed("not a message of an OpAMP server: " + e.getMessage());
        }
    }

    private static ServerMessage message(ServerToAgent wire, @Nullable RefusedConfig refusedConfig) {
        ServerMessage.Builder message = ServerMessage.builder(bytes(wire.getInstanceUid()))
                .flags(wire.getFlags())
                .capabilities(wire.getCapabilities());
        if (wire.hasErrorResponse()) {
            message.error(error(wire.getErrorResponse()));
        }
        if (refusedConfig != null) {
            message.refusedConfig(refusedConfig);
        } else if (wire.hasRemoteConfig()) {
            String problem = FieldCheck.problem(wire.getRemoteConfig());
            if (problem == null) {
                message.remoteConfig(remoteConfig(wire.getRemoteConfig()));
            } else {
                message.refusedConfig(
                        new RefusedConfig(hash(wire.getRemoteConfig().getConfigHash()), problem));
            }
        }
        if (wire.hasConnectionSettings()) {
            message.connectionSettings(OfferDecoder.settings(wire.getConnectionSettings()));
        }
        if (wire.hasPackagesAvailable()) {
            message.packages(OfferDecoder.packages(wire.getPackagesAvailable()));
        }
        if (wire.hasAgentIdentification()) {
            message.newInstanceUid(bytes(wire.getAgentIdentification().getNewInstanceUid()));
        }
        if (wire.hasCommand()) {
            // An empty command is a restart, because that is 0.
            message.command(
                    wire.getCommand().getType() == CommandType.CommandType_Restart
                            ? ServerCommand.RESTART
                            : ServerCommand.UNKNOWN);
        }
        if (wire.hasCustomCapabilities()) {
            CustomCapabilities capabilities = wire.getCustomCapabilities();
            message.customCapabilities(io.amp4j.opamp.CustomCapabilities.announced(capabilities.getCapabilitiesList()));
        }
        if (wire.hasCustomMessage()) {
            CustomMessage custom = wire.getCustomMessage();
            message.customMessage(
                    io.amp4j.opamp.CustomMessage.of(custom.getCapability(), custom.getType(), bytes(custom.getData())));
        }
        return message.build();
    }

    private static ServerError error(ServerErrorResponse wire) {
        ServerError.Type type = switch (wire.getType()) {
            case ServerErrorResponseType_BadRequest -> ServerError.Type.BAD_REQUEST;
            case ServerErrorResponseType_Unavailable -> ServerError.Type.UNAVAILABLE;
            case ServerErrorResponseType_Unknown, UNRECOGNIZED -> ServerError.Type.UNKNOWN;
        };
        // Zero if there is no retry_info, which means no hint.
        long nanos = wire.getRetryInfo().getRetryAfterNanoseconds();
        Duration retryAfter = Duration.ofSeconds(
                Long.divideUnsigned(nanos, NANOS_PER_SECOND), Long.remainderUnsigned(nanos, NANOS_PER_SECOND));
        return ServerError.of(type, FieldLimits.cut(wire.getErrorMessage())).withRetryAfter(retryAfter);
    }

    private static RemoteConfig remoteConfig(AgentRemoteConfig wire) {
        Hash hash = new Hash(bytes(wire.getConfigHash()));
        return wire.hasConfig() ? RemoteConfig.of(files(wire.getConfig()), hash) : RemoteConfig.unchanged(hash);
    }

    static Map<String, ConfigFile> files(AgentConfigMap wire) {
        Map<String, ConfigFile> files = new LinkedHashMap<>();
        wire.getConfigMapMap()
                .forEach((name, file) -> files.put(name, ConfigFile.of(bytes(file.getBody()), file.getContentType())));
        return files;
    }

    /** Returns the hash of a refused configuration; empty if it is too large to be sent back. */
    static Hash hash(ByteString hash) {
        return FieldLimits.CONFIG_HASH.allows(hash.size()) ? new Hash(bytes(hash)) : Hash.EMPTY;
    }

    static Bytes bytes(ByteString bytes) {
        return Bytes.copyOf(bytes.asReadOnlyByteBuffer());
    }
}
