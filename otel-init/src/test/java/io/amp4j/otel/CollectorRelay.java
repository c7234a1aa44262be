package io.amp4j.otel;

import com.google.protobuf.ByteString;
import io.amp4j.otel.testing.OtlpReceiver;
import io.amp4j.otel.testing.OtlpReceiver.Answer;
import io.amp4j.otel.testing.OtlpReceiver.Received;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Stands before a Collector and sees, byte for byte, what an agent sends to it. */
final class CollectorRelay implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final OtlpReceiver front = OtlpReceiver.start();
    private final Collector collector;

    CollectorRelay(Collector collector) {
        this.collector = collector;
        front.otherwise(this::passOn);
    }

    private Answer passOn(Received request) {
        HttpRequest.Builder copy = HttpRequest.newBuilder(URI.create(collector.endpoint() + "/v1/traces"))
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofByteArray(request.body().toByteArray()));
        for (String name : new String[] {"content-type", "content-encoding", HeaderSource.API_KEY_HEADER}) {
            String value = request.headers().getFirst(name);
            if (value != null) {
                copy.header(name, value);
            }
        }
        try {
            HttpResponse<byte[]> answer = client.send(copy.build(), BodyHandlers.ofByteArray());
            return Answer.status(answer.statusCode()).body(ByteString.copyFrom(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String endpoint() {
        return front.endpoint();
    }

    /** The next request as the agent sent it. */
    Received next() {
        return front.next();
    }

    @Override
    public void close() {
        front.close();
    }
}
