package io.amp4j.otel.internal.export;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Turns spans into the bytes of an OTLP request, with OpenTelemetry's own exporter.
 *
 * <p>The exporter is given a sender that keeps the bytes instead of sending them. Sending is ours because the stock sender follows
 * redirects with every header, the key among them, and tells nobody but its log what the endpoint answered.
 */
public final class OtlpEncoder {
    private static final HttpResponse TAKEN = new Taken();

    private final OtlpHttpSpanExporter exporter;
    private byte[] bytes = new byte[0];

    /** Prepares the encoder; opens nothing. */
    public OtlpEncoder() {
        exporter = OtlpHttpSpanExporter.builder()
                .setComponentLoader(new OnlySender((HttpSenderProvider) config -> new KeepingSender()))
                .setMaxRequestBodySize(Integer.MAX_VALUE)
                .build();
    }

    /** Returns the request body. {@code spans} must not be empty. */
    public synchronized byte[] encode(Collection<SpanData> spans) throws IOException {
        bytes = new byte[0];
        CompletableResultCode result = exporter.export(spans);
        byte[] encoded = bytes;
        bytes = new byte[0];
        if (!result.isSuccess() || encoded.length == 0) {
            throw new IOException("the spans could not be encoded", result.getFailureThrowable());
        }
        return encoded;
    }

    private final class KeepingSender implements HttpSender {
        @Override
        public void send(MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
            ByteArrayOutputStream body = new ByteArrayOutputStream(Math.max(message.getContentLength(), 32));
            try {
                message.writeMessage(body);
            } catch (IOException e) {
                onError.accept(e);
                return;
            }
            bytes = body.toByteArray();
            onResponse.accept(TAKEN);
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    /** Knows one component and no other. */
    private record OnlySender(Object sender) implements ComponentLoader {
        @Override
        public <T> Iterable<T> load(Class<T> type) {
            return type.isInstance(sender) ? List.of(type.cast(sender)) : List.of();
        }
    }

    private static final class Taken implements HttpResponse {
        @Override
        public int getStatusCode() {
            return 200;
        }

        @Override
        public String getStatusMessage() {
            return "";
        }

        @Override
        public byte[] getResponseBody() {
            return new byte[0];
        }
    }
}
