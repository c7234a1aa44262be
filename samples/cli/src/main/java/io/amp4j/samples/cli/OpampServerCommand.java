package io.amp4j.samples.cli;

import io.amp4j.opamp.InstanceUidGenerator;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.FakeOpampServerBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code amp4j opamp server}: a small server to develop agents with. */
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a small OpAMP server for development on the loopback interface, over HTTP and WebSocket at once."
                    + " Every event is a JSON object on a line of standard output; standard input takes orders in the same"
                    + " form, such as {\"offer\":{\"files\":{\"a.yaml\":{\"body\":\"x: 1\"}}}} and {\"close\":true}.",
            "Ends with the order to close, and at the end of the input unless --stay is given."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:closed", "2:wrong usage, or the port is taken"})
final class OpampServerCommand implements Callable<Integer> {
    /** The server remembers messages for tests; a person reads the events. */
    private static final int KEPT_MESSAGES = 1;

    /** What the server has to remember for its answers, of so many agents at most. */
    private static final int KEPT_AGENTS = 1_000;

    private static final long KEPT_AGENT_BYTES = 64L << 20;

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost");

    private final InputStream in;

    @Option(
            names = "--port",
            description = "The port; 0 for any that is free. Default: ${DEFAULT-VALUE}.",
            defaultValue = "4320")
    private int port;

    @Option(
            names = "--host",
            description = "127.0.0.1 or localhost: this server knows no authentication, so nobody else may reach it.",
            defaultValue = "127.0.0.1")
    private String host = "";

    @Option(
            names = "--message-limit",
            paramLabel = "MIB",
            description = "The largest message that is taken, in MiB, inflated; 1 to 64. Default: ${DEFAULT-VALUE}.",
            defaultValue = "4")
    private int messageLimit;

    @Option(names = "--tls", description = "Speak TLS, under a certificate of an authority made for this run.")
    private boolean tls;

    @Option(
            names = "--ca-out",
            paramLabel = "FILE",
            description = "Write the certificate of that authority to FILE, for an agent to trust. Needs --tls.")
    private @Nullable Path caOut;

    @Option(
            names = "--sign-certificates",
            description = "Sign the certificates that agents ask for, and ask agents for theirs. Needs --tls.")
    private boolean signCertificates;

    @Option(
            names = "--packages",
            paramLabel = "DIR",
            description = "Roll out the packages in DIR by order, such as {\"rollOut\":{\"package\":\"checkout\","
                    + "\"version\":\"1.5.0\",\"file\":\"checkout-1.5.0.tar.gz\",\"percent\":10}}.")
    private @Nullable Path packages;

    @Option(names = "--stay", description = "Run on after the end of the input.")
    private boolean stay;

    @Option(names = "--show-config", description = "Show what is in effective configurations, too.")
    private boolean showConfig;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    OpampServerCommand() {
        this(System.in);
    }

    OpampServerCommand(InputStream in) {
        this.in = in;
    }

    @Override
    public Integer call() {
        checkUsage();
        OpampConsole console = new OpampConsole(spec.commandLine().getOut(), in);
        try (OpampPackageFiles files = packages == null ? null : OpampPackageFiles.serve(packages)) {
            return serve(console, new OpampRollOut(files, console));
        } catch (IOException e) {
            throw usage("cannot serve --packages: " + e.getMessage());
        }
    }

    private int serve(OpampConsole console, OpampRollOut rollOut) {
        OpampServerEvents events = new OpampServerEvents(console, showConfig);
        OpampSigner signer = new OpampSigner(console);
        FakeOpampServerBuilder builder = FakeOpampServer.builder()
                .port(port)
                .messageLimit(messageLimit << 20)
                .keepMessages(KEPT_MESSAGES)
                .keepAgents(KEPT_AGENTS, KEPT_AGENT_BYTES)
                .onMessage(message -> {
                    events.received(message);
                    rollOut.received(message);
                    signer.received(message);
                })
                .onConnectionEvent(events::connection);
        if (tls) {
            builder.tls();
        }
        if (signCertificates) {
            builder.requestClientCertificate();
        }
        try (FakeOpampServer server = start(builder, console)) {
            console.endOnShutdown();
            rollOut.sendBy(server::send);
            if (signCertificates) {
                signer.signFor(server);
            }
            OpampServerOrders orders =
                    new OpampServerOrders(server, console, rollOut, InstanceUidGenerator.system()::next);
            console.readOrders(orders::obey, () -> {
                if (!stay) {
                    console.end("end of input");
                }
            });
            while (!console.awaitEnd(Duration.ofHours(1))) {
                // There is no end to wait for but this one.
            }
        }
        console.close("reason", console.reason());
        return ExitCode.GOOD;
    }

    private void checkUsage() {
        List<String> problems = new ArrayList<>();
        if (!LOOPBACK.contains(host)) {
            problems.add("--host must be 127.0.0.1 or localhost, as this server knows no authentication");
        }
        if (port < 0 || port > 65535) {
            problems.add("--port must be 0 to 65535: " + port);
        }
        if (messageLimit < 1 || messageLimit > 64) {
            problems.add("--message-limit must be 1 to 64 MiB: " + messageLimit);
        }
        if (caOut != null && !tls) {
            problems.add("--ca-out needs --tls");
        }
        if (signCertificates && !tls) {
            problems.add("--sign-certificates needs --tls");
        }
        if (packages != null && tls) {
            problems.add(
                    "--packages and --tls do not go together: agents take no files without TLS from a server with it");
        }
        if (packages != null && !Files.isDirectory(packages)) {
            problems.add("--packages: " + ShownPath.of(packages) + " is no directory");
        }
        if (!problems.isEmpty()) {
            throw new WrongUsage(spec.commandLine(), problems);
        }
    }

    private FakeOpampServer start(FakeOpampServerBuilder builder, OpampConsole console) {
        // An agent that waits for this port must not be told of before the port is.
        synchronized (console) {
            FakeOpampServer server;
            try {
                server = builder.start();
            } catch (UncheckedIOException e) {
                throw usage("cannot listen on port " + port + ": " + e.getMessage());
            }
            try {
                String pem = tls ? server.certificateAuthority().pem() : null;
                if (caOut != null && pem != null) {
                    Files.writeString(caOut, pem);
                }
                console.event(
                        "listening",
                        "http",
                        server.httpEndpoint().toString(),
                        "webSocket",
                        server.webSocketEndpoint().toString(),
                        "certificateAuthority",
                        pem);
                return server;
            } catch (IOException e) {
                server.close();
                throw usage("cannot write --ca-out " + (caOut == null ? "" : ShownPath.of(caOut)) + ": "
                        + e.getClass().getSimpleName());
            }
        }
    }

    private ParameterException usage(String message) {
        return new WrongUsage(spec.commandLine(), message);
    }
}
