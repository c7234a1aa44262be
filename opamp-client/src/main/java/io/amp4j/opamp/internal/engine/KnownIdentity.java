package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.InstanceUid;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The identity of an agent, as a future for code that waits until it is known. Dependent stages run on an executor for user code. */
public final class KnownIdentity {

    private final Executor executor;
    private @Nullable InstanceUid uid;
    private @Nullable CompletableFuture<InstanceUid> awaited;

    KnownIdentity(Executor executor) {
        this.executor = executor;
    }

    /** Returns a future of the present identity, or of the first one; cancelled if the agent ends without an identity. */
    public synchronized CompletableFuture<InstanceUid> future() {
        if (uid != null) {
            return CompletableFuture.completedFuture(uid);
        }
        if (awaited == null) {
            awaited = new CompletableFuture<>();
        }
        return awaited;
    }

    synchronized void is(@Nullable InstanceUid present) {
        if (present != null) {
            uid = present;
            tell(future -> future.complete(present));
        }
    }

    /** Called when the agent is closed: if there is no identity yet, there will be none. */
    public synchronized void isFinal() {
        if (uid == null) {
            if (awaited == null) {
                awaited = new CompletableFuture<>();
            }
            tell(future -> future.cancel(false));
        }
    }

    private void tell(Consumer<CompletableFuture<InstanceUid>> telling) {
        CompletableFuture<InstanceUid> waiting = awaited;
        if (waiting == null || waiting.isDone()) {
            return;
        }
        try {
            executor.execute(() -> telling.accept(waiting));
        } catch (RejectedExecutionException ended) {
            telling.accept(waiting);
        }
    }
}
