package io.amp4j.samples.cli;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.CertificateRequestPolicy;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.OpampException;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.TlsSettings;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of {@code amp4j opamp agent} that say what client it is; no message repeats a header's value. */
final class OpampAgentOptions {
    /** What a capability of the protocol can look like. */
    private static final Pattern WORD = Pattern.compile("[A-Za-z_]{1,40}");

    @Mixin
    private OpampHeaderOptions headers = new OpampHeaderOptions();

    @Mixin
    private OpampConfigOptions configuration = new OpampConfigOptions();

    @Mixin
    private OpampPackageOptions packages = new OpampPackageOptions();

    @Option(
            names = "--capability",
            paramLabel = "NAME",
            description = "A custom capability, such as com.example.pause, or a capability of the protocol, such as"
                    + " REPORTS_HEALTH; repeatable. Of the latter, the agent has either all it can have, or those"
                    + " given.")
    private List<String> capabilities = new ArrayList<>();

    @Option(
            names = "--config-dir",
            paramLabel = "DIR",
            description = "Store remote configurations in DIR/current. Default: in memory.")
    private @Nullable Path configDir;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Keep identity, sequence number and remote configuration in DIR. Default: begin anew.")
    private @Nullable Path stateDir;

    @Option(
            names = "--accept-settings",
            description = "Take the connection settings that the server offers: tried, and undone if no server answers."
                    + " Default: none.")
    private boolean acceptSettings;

    @Option(
            names = "--request-certificate",
            description =
                    "Ask the server for a client certificate when it is first reached, and for a new one before it expires; the"
                            + " key is made here. Needs --accept-settings and --state-dir.")
    private boolean requestCertificate;

    @Option(names = "--ca", paramLabel = "FILE", description = "Trust the authorities in this PEM file alone.")
    private @Nullable Path ca;

    @Option(names = "--cert", paramLabel = "FILE", description = "The client's certificate, PEM. Needs --key.")
    private @Nullable Path cert;

    @Option(names = "--key", paramLabel = "FILE", description = "The key of the client's certificate, PEM.")
    private @Nullable Path key;

    @Option(
            names = "--heartbeat",
            paramLabel = "SECONDS",
            description = "The interval of heartbeats and polls; 0 for none. Default: ${DEFAULT-VALUE}.",
            defaultValue = "30")
    private long heartbeat;

    @Option(
            names = "--name",
            description = "The agent's service.name. Default: ${DEFAULT-VALUE}.",
            defaultValue = "amp4j-opamp-agent")
    private String name = "";

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    String name() {
        return name;
    }

    @Nullable
    OpampConfigFolder configFolder() {
        return configDir == null ? null : new OpampConfigFolder(configDir);
    }

    /** Returns the names and values of the event that tells with what the agent starts; nothing in it is secret. */
    @Nullable
    Object[] told(String endpoint, OpampClient client) {
        URI uri = URI.create(endpoint);
        String path = uri.getRawPath().isEmpty() ? "/v1/opamp" : uri.getRawPath();
        // A query may hold a token.
        String shown = uri.getScheme() + "://" + uri.getRawAuthority() + path;
        boolean webSocket = uri.getScheme().toLowerCase(Locale.ROOT).startsWith("ws");
        return new @Nullable Object[] {
            "endpoint",
            shown,
            "transport",
            webSocket ? "WEBSOCKET" : "HTTP",
            "headers",
            headers.names(),
            "capabilities",
            OpampAgentEvents.names(client.status().agentCapabilities()),
            "customCapabilities",
            custom()
        };
    }

    /** Returns the client that the options describe, or reports all that is wrong with them as wrong usage. */
    OpampClient client(
            String endpoint,
            long connectTimeout,
            Map<String, String> environment,
            UnaryOperator<OpampClientBuilder> more) {
        List<String> problems = new ArrayList<>();
        if (connectTimeout < 0) {
            problems.add("--connect-timeout must not be negative: " + connectTimeout);
        }
        OpampClientBuilder builder = builder(endpoint, problems);
        if (builder == null) {
            // The rest is checked nevertheless, so that everything is told at once.
            builder = OpampClient.builder(URI.create("http://localhost"));
        }
        OpampClientBuilder checked = more.apply(builder);
        headers.read(environment, problems)
                .forEach(header -> collect(problems, "header: ", () -> checked.header(header.name(), header.value())));
        collect(problems, "--capability: ", () -> capabilities(checked, problems));
        collect(problems, "", () -> tls(checked, problems));
        boolean areDerived = capabilities.stream().allMatch(OpampAgentOptions::isCustom);
        if (areDerived || acceptSettings) {
            checked.acceptConnectionSettings(acceptSettings);
        }
        if (requestCertificate && (!acceptSettings || stateDir == null)) {
            problems.add("--request-certificate needs --accept-settings and --state-dir");
        } else if (requestCertificate) {
            checked.certificateRequests(CertificateRequestPolicy.DEFAULT);
        }
        configuration.apply(checked, problems);
        packages.apply(checked, endpoint, configuration.health(new ArrayList<>()), problems);
        collect(problems, "--", () -> {
            if (heartbeat == 0) {
                checked.withoutHeartbeat();
            } else {
                checked.heartbeat(Duration.ofSeconds(heartbeat));
            }
        });
        OpampConfigFolder folder = configFolder();
        if (folder != null) {
            folder.problem().ifPresent(problem -> problems.add("--config-dir: " + problem));
        }
        if (stateDir != null && problems.isEmpty()) {
            checked.stateStore(stateStore(stateDir, problems));
        }
        if (problems.isEmpty()) {
            try {
                return checked.build();
            } catch (OpampException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        throw new WrongUsage(command().commandLine(), problems);
    }

    /** Opens the store now: the client itself would only log what is wrong with it, and begin anew. */
    private static StateStore stateStore(Path directory, List<String> problems) {
        StateStore store = StateStore.file(directory);
        try {
            store.load();
        } catch (OpampException e) {
            problems.add("--state-dir: " + e.getMessage());
        } catch (IOException e) {
            problems.add("--state-dir: " + directory + " cannot be used: " + e);
        }
        return store;
    }

    private static @Nullable OpampClientBuilder builder(String endpoint, List<String> problems) {
        try {
            return OpampClient.builder(new URI(endpoint));
        } catch (URISyntaxException e) {
            problems.add("ENDPOINT is not a URL, see character " + (e.getIndex() + 1));
        } catch (IllegalArgumentException e) {
            problems.add("ENDPOINT: " + e.getMessage());
        }
        return null;
    }

    private void capabilities(OpampClientBuilder builder, List<String> problems) {
        Set<AgentCapability> own = EnumSet.noneOf(AgentCapability.class);
        for (String capability : capabilities) {
            if (!isCustom(capability)) {
                try {
                    own.add(AgentCapability.valueOf(capability.toUpperCase(Locale.ROOT)));
                } catch (IllegalArgumentException e) {
                    problems.add("--capability: there is no "
                            + (WORD.matcher(capability).matches() ? capability : Printable.described(capability))
                            + "; known are "
                            + List.of(AgentCapability.values()) + " and names like com.example.pause");
                }
            }
        }
        if (!own.isEmpty()) {
            builder.capabilities(own);
        }
        if (!custom().isEmpty()) {
            builder.customCapabilities(CustomCapabilities.of(custom()));
        }
    }

    private List<String> custom() {
        return capabilities.stream().filter(OpampAgentOptions::isCustom).toList();
    }

    /** A custom capability begins with a domain name. */
    private static boolean isCustom(String capability) {
        return capability.contains(".");
    }

    private void tls(OpampClientBuilder builder, List<String> problems) {
        if ((cert == null) != (key == null)) {
            problems.add("--cert and --key go together");
        }
        TlsSettings.Builder tls = TlsSettings.builder();
        if (ca != null) {
            tls.trustedCertificatesFile(ca);
        }
        if (cert != null && key != null) {
            tls.clientCertificateFiles(cert, key);
        }
        builder.tls(tls.build());
    }

    private static void collect(List<String> problems, String prefix, Runnable setting) {
        try {
            setting.run();
        } catch (IllegalArgumentException | OpampException e) {
            problems.add(prefix + e.getMessage());
        }
    }

    private CommandSpec command() {
        if (command == null) {
            throw new IllegalStateException("not a command yet");
        }
        return command;
    }
}
