package io.amp4j.samples.supervisor;

import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the file of the supervisor. All that is wrong with it is said at once. */
final class SettingsReader {
    private static final Set<String> SIGNALS = Set.of("HUP", "INT", "USR1", "USR2", "WINCH");

    private final Path directory;
    private final Variables variables;
    private final List<String> problems = new ArrayList<>();
    private final Secrets secrets = new Secrets();
    private final Set<String> hidden = new HashSet<>();

    private SettingsReader(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.variables = new Variables(environment);
    }

    /** What is wrong with the file. */
    static final class BadSettings extends Exception {
        private static final long serialVersionUID = 1;

        private final transient List<String> problems;

        BadSettings(List<String> problems) {
            super(String.join("\n", problems));
            this.problems = List.copyOf(problems);
        }

        List<String> problems() {
            return problems;
        }
    }

    /**
     * Returns what {@code text} says.
     *
     * @param directory what relative paths start from
     */
    static Settings read(String text, Path directory, Map<String, String> environment) throws BadSettings {
        SettingsReader reader = new SettingsReader(directory, environment);
        Map<String, Object> document;
        try {
            document = Documents.read(text);
        } catch (Documents.BadDocument e) {
            throw new BadSettings(List.of(String.valueOf(e.getMessage())));
        }
        Settings settings = reader.settings(new Section("", document, reader.problems));
        if (!reader.problems.isEmpty()) {
            throw new BadSettings(reader.problems);
        }
        return settings;
    }

    private Settings settings(Section root) {
        Settings.Server server = server(root.section("server"));
        Settings.Agent agent = agent(root.section("agent"));
        Settings.Config configuration = configuration(root.section("configuration"));
        Settings.Health health = health(root.section("health"));
        Settings.Restarts restarts = restarts(root.section("restarts"));
        Settings.Log log = log(root.section("log"));
        Path state = directory.resolve(root.required("state_directory"));
        root.end();
        return new Settings(server, agent, configuration, health, restarts, log, state, Set.copyOf(hidden), secrets);
    }

    private Settings.Server server(Section section) {
        URI endpoint = URI.create("ws://localhost:4320/v1/opamp");
        String text = section.required("endpoint");
        if (!text.isEmpty()) {
            try {
                endpoint = new URI(text);
                OpampClient.builder(endpoint);
            } catch (URISyntaxException | OpampException | IllegalArgumentException e) {
                section.problem("endpoint", "is not an OpAMP endpoint such as wss://opamp.example/v1/opamp");
            }
        }
        Map<String, String> headers = new LinkedHashMap<>();
        section.textMap("headers").forEach((name, value) -> {
            String resolved = variables.resolve(
                    value, missing -> section.problem("headers." + name, notSet(missing)), (variable, secret) -> {
                        hidden.add(variable);
                        secrets.add(secret);
                    });
            secrets.add(resolved);
            headers.put(name, resolved);
        });
        Section tls = section.section("tls");
        boolean isTls = Set.of("https", "wss").contains(String.valueOf(endpoint.getScheme()));
        if (section.has("tls") && !isTls) {
            section.problem("tls", "is of no use with " + endpoint.getScheme() + "; the endpoint must be https or wss");
        }
        Optional<Path> ca = file(tls, "ca");
        Optional<Path> certificate = file(tls, "certificate");
        Optional<Path> key = file(tls, "key");
        if (certificate.isPresent() != key.isPresent()) {
            tls.problem(certificate.isPresent() ? "key" : "certificate", "is missing; they belong together");
        }
        tls.end();
        Settings.Server server = new Settings.Server(
                endpoint,
                headers,
                ca,
                certificate,
                key,
                section.duration("heartbeat", "30s"),
                section.flag("accept_configuration", true),
                section.flag("accept_restart", true));
        section.end();
        return server;
    }

    private Settings.Agent agent(Section section) {
        String name = section.required("name");
        String version = section.text("version").orElse("");
        List<String> command = command(section);
        if (!section.has("command")) {
            section.problem("command", "is missing");
        }
        Map<String, String> environment = new LinkedHashMap<>();
        section.textMap("environment")
                .forEach((variable, value) -> environment.put(
                        variable,
                        variables.resolve(
                                value,
                                missing -> section.problem("environment." + variable, notSet(missing)),
                                (used, secret) -> secrets.add(secret))));
        Path working = section.text("working_directory").map(directory::resolve).orElse(directory);
        if (!Files.isDirectory(working)) {
            section.problem("working_directory", "there is no such directory: " + working);
        }
        Settings.Agent agent = new Settings.Agent(
                name,
                version,
                section.textMap("attributes"),
                command,
                environment,
                working,
                section.duration("stop_timeout", "10s"));
        section.end();
        return agent;
    }

    /** Returns the words of a command. Other users of the machine can read them, so no variables are put in. */
    private List<String> command(Section section) {
        List<String> words = section.texts("command");
        if (section.has("command") && words.isEmpty()) {
            section.problem("command", "must be a list of the program and its arguments");
        }
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i).replace(Settings.CONFIG, "");
            if (word.contains("${")) {
                section.problem(
                        "command[" + i + "]",
                        "must not contain a variable but " + Settings.CONFIG
                                + ", because every user of the machine can read arguments; use agent.environment");
            }
        }
        return words;
    }

    private Settings.Config configuration(Section section) {
        Settings.Format format = choice(section, "format", "yaml", List.of("yaml", "json", "text"))
                .map(name -> Settings.Format.valueOf(name.toUpperCase(Locale.ROOT)))
                .orElse(Settings.Format.YAML);
        List<Path> layers = new ArrayList<>();
        List<String> names = section.texts("layers");
        for (int i = 0; i < names.size(); i++) {
            Path layer = directory.resolve(names.get(i));
            layers.add(layer);
            if (!Files.isRegularFile(layer)) {
                section.problem("layers[" + i + "]", "there is no such file: " + layer);
            }
        }
        List<List<String>> protectedPaths = section.paths("protected");
        if (format == Settings.Format.TEXT) {
            if (!protectedPaths.isEmpty()) {
                section.problem("protected", "is not for the format text, which has no paths");
            }
            if (layers.size() > 1) {
                section.problem("layers", "must be one file at most for the format text, which cannot be merged");
            }
        }
        Section reload = section.section("reload");
        Optional<String> signal = choice(reload, "signal", "", List.copyOf(SIGNALS));
        reload.end();
        Section validate = section.section("validate");
        Optional<Settings.Command> validation = Optional.empty();
        if (section.has("validate")) {
            if (!validate.has("command")) {
                validate.problem("command", "is missing");
            }
            validation = Optional.of(new Settings.Command(command(validate), validate.duration("timeout", "30s")));
        }
        validate.end();
        Settings.Config configuration = new Settings.Config(
                format,
                layers,
                section.flag("substitute", false),
                protectedPaths,
                section.flag("report", true),
                validation,
                signal,
                choice(section, "when_empty", "refuse", List.of("refuse", "stop"))
                        .filter("stop"::equals)
                        .isPresent());
        section.end();
        return configuration;
    }

    private Settings.Health health(Section section) {
        Optional<URI> http = section.text("http").flatMap(text -> {
            try {
                URI uri = new URI(text);
                if (Set.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null) {
                    return Optional.of(uri);
                }
            } catch (URISyntaxException e) {
                // Said below, as for a URI of another kind.
            }
            section.problem("http", "must be an http or https URL");
            return Optional.empty();
        });
        int port = section.number("port", 0, 1, 65535);
        List<String> command = command(section);
        if ((http.isPresent() ? 1 : 0) + (port == 0 ? 0 : 1) + (command.isEmpty() ? 0 : 1) > 1) {
            section.problem("http", "only one of http, port and command can be asked");
        }
        Settings.Health health = new Settings.Health(
                http,
                port == 0 ? Optional.empty() : Optional.of(port),
                command.isEmpty() ? Optional.empty() : Optional.of(command),
                section.duration("timeout", "2s"),
                section.duration("interval", "3s"),
                section.duration("window", "30s"),
                section.number("roll_backs_an_hour", 5, 0, 1000));
        section.end();
        return health;
    }

    private static Settings.Restarts restarts(Section section) {
        Settings.Restarts restarts = new Settings.Restarts(
                section.duration("first_wait", "1s"),
                section.duration("longest_wait", "1m"),
                section.number("crashes", 10, 1, 1_000_000),
                section.duration("pause", "10m"));
        section.end();
        return restarts;
    }

    private Settings.Log log(Section section) {
        Settings.Log log = new Settings.Log(
                section.text("file").map(directory::resolve),
                section.size("max_size", 10 << 20),
                section.number("files", 5, 1, 1000));
        section.end();
        return log;
    }

    private Optional<Path> file(Section section, String key) {
        Optional<Path> file = section.text(key).map(directory::resolve);
        file.filter(path -> !Files.isReadable(path))
                .ifPresent(path -> section.problem(key, "there is no such file, or it cannot be read: " + path));
        return file;
    }

    private static Optional<String> choice(Section section, String key, String byDefault, List<String> choices) {
        Optional<String> text = section.text(key);
        if (text.isPresent() && !choices.contains(text.get())) {
            section.problem(
                    key,
                    "must be one of "
                            + String.join(", ", choices.stream().sorted().toList()));
            return Optional.empty();
        }
        return text.isPresent() || byDefault.isEmpty() ? text : Optional.of(byDefault);
    }

    private static String notSet(String variable) {
        return "the environment variable " + variable + " is not set";
    }
}
