package io.amp4j.opamp.conformance;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.HealthProbe;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.packages.DirectoryInstaller;
import io.amp4j.opamp.packages.InstalledPackage;
import io.amp4j.opamp.packages.OfferedPackage;
import io.amp4j.opamp.packages.PackageInstaller;
import io.amp4j.opamp.packages.PackageOptions;
import io.amp4j.opamp.packages.PackagePolicy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** An agent in a process of its own, which halts before or after one of the steps of its installer, or by the version that it runs. */
final class KilledAgent {
    static final int HALTED = 9;

    private KilledAgent() {}

    /** Takes the endpoint, the directory, and at which step to halt; 0 for none. */
    public static void main(String[] args) throws InterruptedException {
        Path directory = Path.of(args[1]);
        DirectoryInstaller installer = DirectoryInstaller.in(directory.resolve("packages"));
        OpampClient client = OpampClient.builder(URI.create(args[0]))
                .agent(AgentDescription.of("killed", "1"))
                .stateStore(StateStore.file(directory.resolve("state")))
                .packages(PackageOptions.builder(new Halting(installer, Integer.parseInt(args[2])))
                        .policy(PackagePolicy.builder()
                                .requiresSignature(false)
                                .allowsPlainHttp(true)
                                .build())
                        .healthProbe(() -> health(installer))
                        .healthWindow(Duration.ofMillis(300))
                        .build())
                .build();
        client.start();
        new CountDownLatch(1).await();
    }

    private static HealthProbe.Answer health(DirectoryInstaller installer) throws IOException {
        String version = Files.readString(installer.current("a").orElseThrow().resolve("run"));
        if (version.startsWith("deadly")) {
            Runtime.getRuntime().halt(HALTED);
        }
        return version.startsWith("sick") ? HealthProbe.Answer.unhealthy("sick") : HealthProbe.Answer.healthy();
    }

    /** Counts the moments before and after each step, and halts at one. */
    private static final class Halting implements PackageInstaller {
        private interface Step {
            void run() throws Exception;
        }

        private final DirectoryInstaller installer;
        private final int haltAt;
        private final AtomicInteger moments = new AtomicInteger();

        Halting(DirectoryInstaller installer, int haltAt) {
            this.installer = installer;
            this.haltAt = haltAt;
        }

        private void moment() {
            if (moments.incrementAndGet() == haltAt) {
                Runtime.getRuntime().halt(HALTED);
            }
        }

        private void halting(Step step) throws Exception {
            moment();
            step.run();
            moment();
        }

        @Override
        public Collection<InstalledPackage> installed() throws IOException {
            return installer.installed();
        }

        @Override
        public Path downloads() throws IOException {
            moment();
            return installer.downloads();
        }

        @Override
        public void install(OfferedPackage offered, Path file) throws Exception {
            halting(() -> installer.install(offered, file));
        }

        @Override
        public void activate(OfferedPackage offered) throws Exception {
            halting(() -> installer.activate(offered));
        }

        @Override
        public void rollBack(OfferedPackage failed) throws Exception {
            halting(() -> installer.rollBack(failed));
        }

        @Override
        public void uninstall(String name) throws Exception {
            halting(() -> installer.uninstall(name));
        }
    }
}
