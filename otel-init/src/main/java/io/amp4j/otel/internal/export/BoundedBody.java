package io.amp4j.otel.internal.export;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Keeps the start of a body and refuses the rest, so that an endless answer costs nothing. */
final class BoundedBody implements BodySubscriber<byte[]> {
    private final int limit;
    private final byte[] kept;
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private int length;
    private @Nullable Subscription subscription;

    BoundedBody(int limit) {
        this.limit = limit;
        this.kept = new byte[limit];
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Subscription newSubscription) {
        subscription = newSubscription;
        newSubscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : new ArrayList<>(buffers)) {
            int part = Math.min(buffer.remaining(), limit - length);
            buffer.get(kept, length, part);
            length += part;
            if (buffer.hasRemaining() && subscription != null) {
                subscription.cancel();
                complete();
                return;
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        complete();
    }

    private void complete() {
        body.complete(Arrays.copyOf(kept, length));
    }
}
