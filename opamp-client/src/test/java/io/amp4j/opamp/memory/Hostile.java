package io.amp4j.opamp.memory;

import com.google.protobuf.ByteString;
import io.amp4j.opamp.internal.wire.AgentConfigFile;
import io.amp4j.opamp.internal.wire.AgentConfigMap;
import io.amp4j.opamp.internal.wire.AgentRemoteConfig;
import io.amp4j.opamp.internal.wire.ConnectionSettingsOffers;
import io.amp4j.opamp.internal.wire.CustomCapabilities;
import io.amp4j.opamp.internal.wire.CustomMessage;
import io.amp4j.opamp.internal.wire.Header;
import io.amp4j.opamp.internal.wire.Headers;
import io.amp4j.opamp.internal.wire.ServerErrorResponse;
import io.amp4j.opamp.internal.wire.ServerToAgent;
import io.amp4j.opamp.internal.wire.TelemetryConnectionSettings;
import io.amp4j.opamp.testing.Answer;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.ServerReply;
import io.amp4j.opamp.testing.Transport;
import io.amp4j.opamp.testing.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Messages as large as an agent takes them, or larger, small on the wire. */
enum Hostile {
    ERROR_TEXT {
        @Override
        ServerToAgent message(int size) {
            return ServerToAgent.newBuilder()
                    .setErrorResponse(ServerErrorResponse.newBuilder().setErrorMessage("x".repeat(size)))
                    .build();
        }
    },
    HASH {
        @Override
        ServerToAgent message(int size) {
            return ServerToAgent.newBuilder()
                    .setRemoteConfig(AgentRemoteConfig.newBuilder().setConfigHash(zeros(size)))
                    .build();
        }
    },
    CONFIGURATION {
        @Override
        ServerToAgent message(int size) {
            return ServerToAgent.newBuilder()
                    .setRemoteConfig(AgentRemoteConfig.newBuilder()
                            .setConfigHash(zeros(32))
                            .setConfig(AgentConfigMap.newBuilder()
                                    .putConfigMap(
                                            "f",
                                            AgentConfigFile.newBuilder()
                                                    .setBody(zeros(size))
                                                    .build())))
                    .build();
        }
    },
    CUSTOM_MESSAGE {
        @Override
        ServerToAgent message(int size) {
            return ServerToAgent.newBuilder()
                    .setCustomMessage(CustomMessage.newBuilder()
                            .setCapability(SmallHeapAgent.CAPABILITY)
                            .setData(zeros(size)))
                    .build();
        }
    },
    CUSTOM_CAPABILITIES {
        @Override
        ServerToAgent message(int size) {
            return ServerToAgent.newBuilder()
                    .setCustomCapabilities(
                            CustomCapabilities.newBuilder().addAllCapabilities(Collections.nCopies(size / 100, "")))
                    .build();
        }
    },
    /** What costs most in memory for each byte. */
    AS_MANY_FIELDS_AS_ALLOWED {
        @Override
        ServerToAgent message(int size) {
            int fields = Math.min(1_000_000, size / 64) - 100;
            return headers(fields);
        }
    },
    MANY_MORE_FIELDS {
        @Override
        ServerToAgent message(int size) {
            // Few enough for messages of the default limit.
            return headers(900_000);
        }
    },
    ABOVE_THE_LIMIT {
        @Override
        ServerToAgent message(int size) {
            throw new AssertionError();
        }

        @Override
        Answer answer(int limit, Transport transport) {
            return Answer.bomb(ServerReply.acknowledgement(), 40L * limit);
        }
    },
    TEXT {
        @Override
        ServerToAgent message(int size) {
            throw new AssertionError();
        }

        @Override
        Answer answer(int limit, Transport transport) {
            byte[] text = new byte[limit - 100];
            Arrays.fill(text, (byte) 'x');
            return transport == Transport.HTTP
                    ? Answer.http(200, Map.of("Content-Type", "text/plain", "Content-Encoding", "gzip"), gzip(text))
                    : compressed(WebSocketFrame.TEXT, text);
        }
    };

    /** Returns a message of about that many bytes. */
    abstract ServerToAgent message(int size);

    Answer answer(int limit, Transport transport) {
        byte[] bytes = message(limit - 200).toByteArray();
        if (transport == Transport.HTTP) {
            return Answer.http(
                    200, Map.of("Content-Type", "application/x-protobuf", "Content-Encoding", "gzip"), gzip(bytes));
        }
        byte[] framed = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, framed, 1, bytes.length);
        return compressed(WebSocketFrame.BINARY, framed);
    }

    private static Answer compressed(int opcode, byte[] content) {
        return Answer.frames(
                WebSocketFrame.of(opcode, Bytes.of(deflate(content))).withReserved(4));
    }

    private static ServerToAgent headers(int count) {
        return ServerToAgent.newBuilder()
                .setConnectionSettings(ConnectionSettingsOffers.newBuilder()
                        .setOwnMetrics(TelemetryConnectionSettings.newBuilder()
                                .setHeaders(Headers.newBuilder()
                                        .addAllHeaders(Collections.nCopies(count, Header.getDefaultInstance())))))
                .build();
    }

    private static ByteString zeros(int size) {
        return ByteString.copyFrom(new byte[size]);
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(bytes);
        byte[] out = new byte[bytes.length + 1024];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(out, length - 4);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
