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

/** An agent in a process of its own, which halts before or after one of the steps of its installer or saves of its state, or by the version that it runs. */
final class KilledAgent {
    /** The exit code of a process that its version ends. */
    static final int DIED = 10;

    private KilledAgent() {}

    /** Takes the endpoint, the directory, and at which moment to halt; 0 for none. */
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[1]);
        Moments moments = new Moments(Integer.parseInt(args[2]));
        DirectoryInstaller installer = DirectoryInstaller.in(directory.resolve("packages"));
        OpampClient client = OpampClient.builder(URI.create(args[0]))
                .agent(AgentDescription.of("killed", "1"))
                .stateStore(moments.around(StateStore.file(directory.resolve("state"))))
                .packages(PackageOptions.builder(new Halting(installer, moments))
                        .policy(PackagePolicy.builder()
                                .requiresSignature(false)
                                .allowsPlainHttp(true)
                                .build())
                        .healthProbe(() -> health(installer))
                        .healthWindow(Duration.ofSeconds(2))
                        .build())
                .build();
        client.start();
        ChildProcess.awaitEndOfInput();
        client.close();
    }

    private static HealthProbe.Answer health(DirectoryInstaller installer) throws IOException {
        String version = Files.readString(installer.current("a").orElseThrow().resolve("run"));
        if (version.startsWith("deadly")) {
            Runtime.getRuntime().halt(DIED);
        }
        return version.startsWith("sick") ? HealthProbe.Answer.unhealthy("sick") : HealthProbe.Answer.healthy();
    }

    private record Halting(DirectoryInstaller installer, Moments moments) implements PackageInstaller {
        private interface Step {
            void run() throws Exception;
        }

        private void halting(Step step) throws Exception {
            moments.pass();
            step.run();
            moments.pass();
        }

        @Override
        public Collection<InstalledPackage> installed() throws IOException {
            return installer.installed();
        }

        @Override
        public Path downloads() throws IOException {
            moments.pass();
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
