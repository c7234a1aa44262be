package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.HealthProbe;
import io.amp4j.opamp.internal.codec.PackagesOffer;
import io.amp4j.opamp.internal.http.DownloadOutcome;
import io.amp4j.opamp.internal.http.DownloadSource;
import io.amp4j.opamp.internal.http.FileDownload;
import io.amp4j.opamp.internal.http.RequiredLibraries;
import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.session.PackageReport;
import io.amp4j.opamp.internal.session.PackageTask;
import io.amp4j.opamp.packages.InstalledPackage;
import io.amp4j.opamp.packages.OfferedPackage;
import io.amp4j.opamp.packages.PackageInstaller;
import io.amp4j.opamp.packages.PackageOptions;
import io.amp4j.opamp.packages.PackageSignature;
import io.amp4j.opamp.transport.ConnectionTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Does for one agent what is to be done about packages: downloads on threads that all agents share, everything of the installer one after the
 * other, and the probe beside it, since it may be what hangs. Holds no decisions.
 */
final class PackageWorker implements PackageTask.Handler {

    private static final SafeLogger LOGGER = SafeLogger.of(PackageWorker.class);

    private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final PackageOptions options;
    private final ConnectionTarget connection;
    private final Engine engine;
    private final Consumer<PackageReport> reports;
    private final Lane changes;
    private final Lane probes;
    private final Map<Long, Running> running = new ConcurrentHashMap<>();

    /** @param reports takes what is reported, from any thread */
    PackageWorker(PackageOptions options, ConnectionTarget connection, Engine engine, Consumer<PackageReport> reports) {
        this.options = options;
        this.connection = connection;
        this.engine = engine;
        this.reports = reports;
        this.changes = new Lane(engine.installers());
        this.probes = new Lane(engine.installers());
    }

    /** Reports what is installed, and runs {@code then}, whatever happens. */
    void readInstalled(Runnable then) {
        changes.execute(() -> {
            try {
                reports.accept(new PackageReport.Installed(installed(), null));
            } catch (Throwable e) {
                LOGGER.warning("cannot find out which packages are installed; the agent takes none", e);
                reports.accept(new PackageReport.Installed(
                        List.of(), "it cannot be found out which packages are installed: " + reason(e)));
            }
            then.run();
        });
    }

    private List<InstalledPackage> installed() throws Exception {
        return List.copyOf(options.installer().installed());
    }

    private volatile Set<String> kept = Set.of();

    /** Set by {@link #close}. */
    private volatile boolean closed;

    @Override
    public void download(PackageTask.Download task) {
        Running download = new Running(task);
        running.put(task.number(), download);
        if (closed) {
            running.remove(task.number());
            return;
        }
        engine.downloads().execute(() -> {
            try {
                reports.accept(download.run());
            } finally {
                running.remove(task.number());
            }
        });
    }

    @Override
    public void keep(PackageTask.Keep task) {
        kept = task.offered().stream().map(PackageWorker::fileName).collect(Collectors.toUnmodifiableSet());
        changes.execute(() -> {
            try {
                // The newest, also if this one had to wait.
                engine.downloadClients().prune(options.installer().downloads(), kept);
            } catch (Throwable e) {
                LOGGER.fine("what is left of downloads cannot be removed", e);
            }
        });
    }

    @Override
    public void cancelDownload(PackageTask.CancelDownload task) {
        Running download = running.get(task.number());
        if (download != null) {
            download.cancel();
        }
    }

    @Override
    public void probe(PackageTask.Probe task) {
        probes.execute(() -> {
            HealthProbe.Answer answer = answer();
            reports.accept(new PackageReport.Probed(task.number(), answer.isHealthy(), answer.reason()));
        });
    }

    private HealthProbe.Answer answer() {
        try {
            HealthProbe probe = options.healthProbe().orElseThrow();
            HealthProbe.@Nullable Answer answer = probe.probe();
            return answer == null ? HealthProbe.Answer.unhealthy("the probe has no answer") : answer;
        } catch (Throwable e) {
            return HealthProbe.Answer.unhealthy("the probe failed: " + reason(e));
        }
    }

    @Override
    public void apply(PackageTask.Apply task) {
        changes.execute(() -> {
            String failure = null;
            boolean isDone = false;
            try {
                isDone = changed(task.change(), task.offered());
            } catch (Throwable e) {
                failure = reason(e);
                LOGGER.fine("a package could not be changed", e);
            }
            reports.accept(new PackageReport.Applied(
                    task.number(), isDone, failure == null ? "" : failure, installedOrNull()));
        });
    }

    /** Changes nothing, and reports that as a failure. */
    void refuse(PackageTask.Apply task, String reason) {
        changes.execute(
                () -> reports.accept(new PackageReport.Applied(task.number(), false, reason, installedOrNull())));
    }

    private boolean changed(PackageTask.Change change, OfferedPackage offered) throws Exception {
        PackageInstaller installer = options.installer();
        switch (change) {
            case INSTALL -> {
                Path file = installer.downloads().resolve(fileName(offered));
                installer.install(offered, file);
                Files.deleteIfExists(file);
            }
            case ACTIVATE -> installer.activate(offered);
            case ROLL_BACK -> installer.rollBack(offered);
            case UNINSTALL -> installer.uninstall(offered.name());
            case RELABEL -> {
                return installer.relabel(offered);
            }
        }
        return true;
    }

    private @Nullable List<InstalledPackage> installedOrNull() {
        try {
            return installed();
        } catch (Throwable e) {
            LOGGER.warning("cannot find out which packages are installed", e);
            return null;
        }
    }

    /** By name and content: what is there of a content is of use for any offer of it, and no two packages write into one file. */
    private static String fileName(OfferedPackage offered) {
        String name = HexFormat.of().formatHex(sha256(offered.name()), 0, 8);
        return name + "-" + offered.contentHash().bytes().toHex();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The words of who threw it, or else what it is. */
    private static String reason(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    /** Ends the downloads, and begins nothing any more. */
    void close() {
        // First: a download that begins meanwhile either sees it, or is seen below.
        closed = true;
        changes.close();
        probes.close();
        running.values().forEach(Running::cancel);
    }

    /** One download, which may be cancelled before it has begun. */
    private final class Running {
        private final PackageTask.Download task;
        private volatile @Nullable FileDownload download;
        private volatile boolean cancelled;
        private long toldAt = Long.MIN_VALUE;

        Running(PackageTask.Download task) {
            this.task = task;
        }

        void cancel() {
            cancelled = true;
            FileDownload begun = download;
            if (begun != null) {
                begun.cancel();
            }
        }

        PackageReport run() {
            try {
                Path directory = options.installer().downloads();
                FileDownload begun =
                        new FileDownload(engine.downloadClients(), connection, source(), directory, this::progress);
                download = begun;
                if (cancelled) {
                    begun.cancel();
                }
                return begun.run(outcome -> {
                    Path file = outcome.file();
                    return file == null
                            ? report(result(outcome.kind()), outcome.reason(), outcome.retryAfter())
                            : verified(file);
                });
            } catch (LinkageError e) {
                return report(PackageReport.Download.FAILED, RequiredLibraries.explain(e), null);
            } catch (Throwable e) {
                LOGGER.warning("a download failed unexpectedly", e);
                return report(PackageReport.Download.FAILED, "it cannot be downloaded: " + reason(e), null);
            }
        }

        private PackageReport verified(Path file) {
            PackageSignature signature = options.signature().orElse(null);
            if (signature != null
                    && (options.policy().requiresSignature()
                            || !task.offered().signature().isEmpty())) {
                try {
                    signature.verify(task.offered(), file);
                } catch (GeneralSecurityException | RuntimeException e) {
                    delete(file);
                    return report(PackageReport.Download.BAD, reason(e), null);
                } catch (IOException e) {
                    return report(PackageReport.Download.FAILED, "its signature cannot be checked: " + reason(e), null);
                }
            }
            return report(PackageReport.Download.DONE, "", null);
        }

        private void delete(Path file) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOGGER.fine("a file with a wrong signature cannot be removed; it is verified again before any use", e);
            }
        }

        private PackageReport report(PackageReport.Download result, String why, @Nullable String retryAfter) {
            return new PackageReport.Downloaded(task.number(), result, why, retryAfter, engine.wallTime());
        }

        private PackageReport.Download result(DownloadOutcome.Kind kind) {
            return switch (kind) {
                case DONE -> PackageReport.Download.DONE;
                case RETRY, CANCELLED -> PackageReport.Download.RETRY;
                case FAILED -> PackageReport.Download.FAILED;
                case BAD -> PackageReport.Download.BAD;
            };
        }

        private DownloadSource source() {
            PackagesOffer.File file = task.file();
            return new DownloadSource(
                    fileName(task.offered()),
                    file.url(),
                    file.headers().stream()
                            .map(line -> Map.entry(line.name(), line.value()))
                            .toList(),
                    file.contentHash(),
                    options.policy().maxBytes(),
                    options.policy().allowsPlainHttp(),
                    options.policy().downloadTimeout());
        }

        private void progress(long bytes, long ofBytes) {
            long now = System.nanoTime();
            if (toldAt == Long.MIN_VALUE || now - toldAt >= PROGRESS_NANOS) {
                toldAt = now;
                reports.accept(new PackageReport.Progress(task.number(), bytes, ofBytes));
            }
        }
    }
}
