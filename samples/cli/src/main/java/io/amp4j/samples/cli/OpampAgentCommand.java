package io.amp4j.samples.cli;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.HostAttributes;
import io.amp4j.opamp.OpampClient;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code amp4j opamp agent}: an agent to try a server with. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description = {
            "Runs an OpAMP agent against any server. Every event is a JSON object on a line of standard output;"
                    + " standard input takes orders in the same form, such as {\"health\":{\"healthy\":true}} and"
                    + " {\"close\":true}.",
            "Ends with the order to close, and at the end of the input unless --stay is given."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:closed", "1:not connected within --connect-timeout", "2:wrong usage"})
final class OpampAgentCommand implements Callable<Integer> {
    /** How late a message that was sent may be told. */
    private static final Duration WATCH = Duration.ofMillis(50);

    private final InputStream in;
    private final Map<String, String> environment;

    @Parameters(
            paramLabel = "ENDPOINT",
            description = "The server: an http, https, ws or wss URL. Without a path: /v1/opamp.")
    private String endpoint = "";

    @Mixin
    private OpampAgentOptions options = new OpampAgentOptions();

    @Option(
            names = "--connect-timeout",
            paramLabel = "SECONDS",
            description = "Give up, with exit code 1, if the server was not reached by then. Default: go on trying.",
            defaultValue = "0")
    private long connectTimeout;

    @Option(names = "--stay", description = "Run on after the end of the input.")
    private boolean stay;

    @Option(names = "--show-config", description = "Show what is in remote configurations, too.")
    private boolean showConfig;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private volatile boolean inputIsOver;

    OpampAgentCommand() {
        this(System.in, System.getenv());
    }

    OpampAgentCommand(InputStream in, Map<String, String> environment) {
        this.in = in;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Instant startTime = Instant.now();
        OpampConsole console = new OpampConsole(spec.commandLine().getOut(), in);
        OpampAgentEvents events = new OpampAgentEvents(console, options.configFolder(), showConfig);
        OpampClient client = options.client(
                endpoint,
                connectTimeout,
                environment,
                builder -> builder.agent(description())
                        .health(ComponentHealth.builder(true)
                                .startTime(startTime)
                                .status("running")
                                .build())
                        .effectiveConfigSupplier(events::effectiveConfig)
                        .callbacks(events));
        console.endOnShutdown();
        boolean timedOut;
        try (client) {
            console.event("started", options.told(endpoint, client));
            client.start();
            events.watch(client);
            console.readOrders(
                    new OpampAgentOrders(client, events, console, startTime)::obey, () -> inputIsOver = true);
            timedOut = !runUntilEnd(client, console, events);
        }
        events.watch(client);
        console.close("reason", console.reason(), "counters", OpampAgentOrders.counters(client.status()));
        return timedOut ? ExitCode.PROBLEMS : ExitCode.GOOD;
    }

    private AgentDescription description() {
        AgentDescription.Builder description = AgentDescription.of(options.name(), "0.1.0-SNAPSHOT").toBuilder();
        HostAttributes.detect().forEach(description::nonIdentifying);
        return description.build();
    }

    /** Returns false if the server was not reached in time. */
    private boolean runUntilEnd(OpampClient client, OpampConsole console, OpampAgentEvents events) {
        long start = System.nanoTime();
        long patience = Duration.ofSeconds(connectTimeout).toNanos();
        while (!console.awaitEnd(WATCH)) {
            events.watch(client);
            boolean waits = patience > 0 && !events.everConnected();
            if (waits && System.nanoTime() - start >= patience) {
                console.end("not connected within " + connectTimeout + " s");
                return false;
            }
            // Orders that came through a pipe deserve the time to arrive, if there is a limit to it.
            if (inputIsOver && !stay && !waits) {
                console.end("end of input");
            }
        }
        return true;
    }
}
