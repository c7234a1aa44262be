package io.amp4j.otel.internal.export;

import io.amp4j.otel.internal.setup.HeaderFailure;
import io.amp4j.otel.internal.setup.HeaderRule;
import io.amp4j.otel.internal.setup.PartialSuccess;
import io.amp4j.otel.internal.setup.Reply;
import io.amp4j.otel.internal.setup.RetryRule;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Posts bodies to whatever the target is at the moment of each attempt. One daemon thread ({@code amp-export}) owns all state;
 * nothing blocks. Redirects are never followed: the key would go with them.
 */
public final class HttpDelivery {
    /** How requests are made. */
    public record Options(Duration attemptTimeout, Duration batchTimeout, boolean gzip, RetryPolicy retry) {}

    private final Options options;
    private final Supplier<Target> targets;
    private final BiConsumer<Target, Reply> retried;
    private final ScheduledThreadPoolExecutor executor;
    // Owned by the executor's thread.
    private final Set<Job> jobs = new HashSet<>();
    private final HeaderResolver headerResolver = new HeaderResolver();
    private final Exchanges exchanges;
    private final RetriedFailures retries;
    private long notBefore = System.nanoTime();
    private boolean closing;
    private long end = Long.MAX_VALUE;

    /** @param retried told of every answer that another attempt follows */
    public HttpDelivery(Options options, Supplier<Target> targets, BiConsumer<Target, Reply> retried) {
        this.options = options;
        this.targets = targets;
        this.retried = retried;
        retries = RetriedFailures.of(options.retry());
        executor = new ScheduledThreadPoolExecutor(1, task -> OwnWork.thread(task, "amp-export"));
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        exchanges = new Exchanges(executor);
    }

    /** How a body fared, and with which target. */
    public record Result(Target target, Reply reply) {}

    /** Returns when a batch that begins now is given up, in {@link System#nanoTime()}. */
    public long deadline() {
        return System.nanoTime() + options.batchTimeout().toNanos();
    }

    /** Completes with the last answer, by the deadline; never exceptionally. */
    public CompletableFuture<Result> deliver(byte[] body, long deadline) {
        Job job = new Job(body, deadline);
        try {
            executor.execute(() -> {
                job.deadline = closing ? Math.min(job.deadline, end) : job.deadline;
                jobs.add(job);
                attemptWhenAllowed(job);
            });
        } catch (RejectedExecutionException e) {
            job.result.complete(new Result(targets.get(), Reply.unanswered("closed")));
        }
        return job.result;
    }

    /**
     * From now on nothing is retried unless the server itself named a wait, and all is given up after {@code within}, what is still to come
     * too; what waits for a retry is tried at once.
     */
    public void finish(Duration within) {
        submit(() -> {
            closing = true;
            end = System.nanoTime() + within.toNanos();
            for (Job job : Set.copyOf(jobs)) {
                job.deadline = Math.min(job.deadline, end);
                wake(job);
            }
            // A request on the wire has a longer timeout.
            Future<?> unused = after(within.toNanos(), this::endAll);
        });
    }

    /** The target changed: what it was waiting for no longer matters, and what waits gets its time and its attempts anew. */
    public void retarget() {
        submit(() -> {
            notBefore = System.nanoTime();
            exchanges.retarget();
            for (Job job : Set.copyOf(jobs)) {
                if (job.waiting != null) {
                    renew(job);
                }
                wake(job);
            }
        });
    }

    /** Gives up what is still under way and ends the thread. */
    public void abort() {
        submit(() -> {
            endAll();
            exchanges.close();
        });
        executor.shutdown();
        headerResolver.close();
    }

    private void endAll() {
        Set.copyOf(jobs).forEach(job -> end(job, targets.get(), Reply.unanswered("no answer before the end")));
    }

    private void submit(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // Already aborted: there is nothing left to act on.
        }
    }

    /** For another target: the time that the old one took must not be charged to it. */
    private void renew(Job job) {
        if (!closing) {
            job.attempts = 0;
            job.deadline = deadline();
        }
    }

    private void wake(Job job) {
        if (job.waiting != null && job.waiting.cancel(false)) {
            job.waiting = null;
            attemptWhenAllowed(job);
        }
    }

    private void attemptWhenAllowed(Job job) {
        long wait = notBefore - System.nanoTime();
        if (wait <= 0) {
            attempt(job);
        } else if (System.nanoTime() + wait >= job.deadline) {
            // The server's wait outlasts this batch; it stays away from the wire, as asked, and gives up at its
            // deadline.
            later(job, job.deadline - System.nanoTime(), () -> end(job, targets.get(), throttled()));
        } else {
            later(job, wait, () -> attemptWhenAllowed(job));
        }
    }

    private static Reply throttled() {
        return Reply.answered(429, Optional.empty(), 0);
    }

    private void later(Job job, long nanos, Runnable step) {
        job.waiting = executor.schedule(
                () -> {
                    job.waiting = null;
                    step.run();
                },
                Math.max(0, nanos),
                TimeUnit.NANOSECONDS);
    }

    private void attempt(Job job) {
        Target target = targets.get();
        job.attempts++;
        CompletableFuture<Map<String, String>> headers = headerResolver.ask(target);
        long timeout = timeout(job);
        Future<?> watchdog = after(
                timeout,
                () -> headers.completeExceptionally(new HeaderFailure("the header source has not answered within "
                        + TimeUnit.NANOSECONDS.toMillis(timeout) + " ms")));
        CompletableFuture<?> unused = headers.whenComplete((answer, failure) -> {
            watchdog.cancel(false);
            submit(() -> {
                if (!job.result.isDone()) {
                    send(job, target, answer, failure);
                }
            });
        });
    }

    private void send(
            Job job, Target target, @Nullable Map<String, String> headers, @Nullable Throwable withoutHeaders) {
        HttpRequest request;
        try {
            if (headers == null) {
                throw failure(withoutHeaders);
            }
            request = request(target, headers, job);
        } catch (HeaderFailure e) {
            answered(job, target, Reply.withoutHeaders(String.valueOf(e.getMessage())));
            return;
        } catch (RuntimeException | Error e) {
            // An error ends this batch, not the thread's memory of it: nobody else would ever complete the result.
            end(job, target, Reply.withoutHeaders(String.valueOf(failure(e).getMessage())));
            return;
        }
        try {
            job.exchange = exchanges.send(request);
        } catch (RuntimeException | Error e) {
            // No client (out of file handles, for example) is like no answer: it may work next time.
            answered(
                    job,
                    target,
                    Reply.unanswered(FailureText.of(e, target.terms().tls())));
            return;
        }
        CompletableFuture<HttpResponse> exchange = job.exchange;
        Future<?> watchdog = after(timeout(job), () -> exchange.cancel(true));
        CompletableFuture<?> unused = exchange.whenComplete((answer, failure) -> {
            watchdog.cancel(false);
            submit(() -> answered(job, target, reply(target, answer, failure).when(retries.allows(failure))));
        });
    }

    /** A message of the program's header source could hold the key, so the type has to do. */
    private static HeaderFailure failure(@Nullable Throwable e) {
        Throwable thrown = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
        if (thrown instanceof HeaderFailure ours) {
            return ours;
        }
        return new HeaderFailure("the header source failed with "
                + (thrown == null ? "no answer" : thrown.getClass().getSimpleName()));
    }

    private long timeout(Job job) {
        return Math.max(0, Math.min(options.attemptTimeout().toNanos(), job.deadline - System.nanoTime()));
    }

    private Future<?> after(long nanos, Runnable step) {
        return executor.schedule(step, nanos, TimeUnit.NANOSECONDS);
    }

    private HttpRequest request(Target target, Map<String, String> headers, Job job) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("content-type", "application/x-protobuf");
        all.put("user-agent", UserAgent.TEXT);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            Optional<String> problem = HeaderRule.problem(header.getKey(), header.getValue());
            if (problem.isPresent()) {
                throw new HeaderFailure(problem.get());
            }
            all.put(header.getKey(), header.getValue());
        }
        if (options.gzip()) {
            all.put("content-encoding", "gzip");
        }
        return new HttpRequest(
                target.endpoint(),
                target.terms(),
                all,
                options.gzip() ? job.compressed() : job.body,
                options.attemptTimeout());
    }

    private void answered(Job job, Target target, Reply reply) {
        if (job.result.isDone()) {
            return;
        }
        if (!reply.isDelivered() && !target.equals(targets.get()) && !closing) {
            // The address changed while this was on the wire; what the old one asked for does not bind the new one.
            renew(job);
            attemptWhenAllowed(job);
            return;
        }
        if (reply.isRetryable() && reply.asksForAWait()) {
            notBefore = Math.max(
                    notBefore, System.nanoTime() + reply.retryAfter().get().toNanos());
        }
        long left = job.deadline - System.nanoTime();
        Optional<Duration> wait = RetryRule.next(
                reply,
                job.attempts,
                Duration.ofNanos(left),
                options.retry(),
                ThreadLocalRandom.current().nextDouble());
        boolean ownWish = !reply.asksForAWait();
        if (wait.isEmpty() || (closing && ownWish)) {
            end(job, target, reply);
            return;
        }
        retried.accept(target, reply);
        later(job, wait.get().toNanos(), () -> attemptWhenAllowed(job));
    }

    private void end(Job job, Target target, Reply reply) {
        jobs.remove(job);
        job.exchange.cancel(true);
        job.result.complete(new Result(target, reply));
    }

    private static Reply reply(Target target, @Nullable HttpResponse answer, @Nullable Throwable failure) {
        if (answer == null) {
            return Reply.unanswered(FailureText.of(failure, target.terms().tls()));
        }
        int status = answer.status();
        Optional<Duration> wait = status == 429 || status == 503
                ? answer.header("retry-after").flatMap(text -> RetryRule.retryAfter(text, Instant.now()))
                : Optional.empty();
        return Reply.answered(
                status, wait, status == 200 && answer.isProtobuf() ? PartialSuccess.rejected(answer.body()) : 0);
    }

    /** One body on its way. Owned by the executor's thread, but for the result. */
    private static final class Job {
        final byte[] body;
        final CompletableFuture<Result> result = new CompletableFuture<>();
        long deadline;
        int attempts;

        @Nullable
        Future<?> waiting;

        volatile CompletableFuture<HttpResponse> exchange = new CompletableFuture<>();

        private byte @Nullable [] gzipped;

        Job(byte[] body, long deadline) {
            this.body = body;
            this.deadline = deadline;
        }

        byte[] compressed() {
            if (gzipped == null) {
                ByteArrayOutputStream target = new ByteArrayOutputStream();
                try (GZIPOutputStream gzip = new GZIPOutputStream(target)) {
                    gzip.write(body);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                gzipped = target.toByteArray();
            }
            return gzipped;
        }
    }
}
