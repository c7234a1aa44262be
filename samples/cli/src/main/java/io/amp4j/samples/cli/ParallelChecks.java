package io.amp4j.samples.cli;

import io.amp4j.catalog.ImageReference;
import io.amp4j.samples.cli.oci.ImageCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks for many images, some at a time. */
final class ParallelChecks {
    /** Asks for one image. */
    interface Check {
        ImageCheck check(ImageReference image) throws InterruptedException;
    }

    private ParallelChecks() {}

    /**
     * Returns an answer for each image, in the order of the images. When interrupted, it gives up those that are not done.
     *
     * @param jobs how many at a time
     * @param onDone called on this thread whenever one more is done
     */
    static List<ImageCheck> run(List<ImageReference> images, int jobs, Check check, Runnable onDone)
            throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(jobs, Math.max(1, images.size())), task -> {
            Thread thread = new Thread(task, "amp4j-verify-images");
            thread.setDaemon(true);
            return thread;
        });
        try {
            ExecutorCompletionService<ImageCheck> completions = new ExecutorCompletionService<>(threads);
            List<Future<ImageCheck>> futures = new ArrayList<>();
            images.forEach(image -> futures.add(completions.submit(() -> check.check(image))));
            List<ImageCheck> checks = new ArrayList<>();
            for (int done = 0; done < images.size(); done++) {
                completions.take().get();
                onDone.run();
            }
            for (Future<ImageCheck> future : futures) {
                checks.add(future.get());
            }
            return checks;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a check failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
