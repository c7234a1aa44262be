package io.amp4j.samples.distro;

import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.ConfigValidator;
import io.amp4j.opamp.ConfigVerdict;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.samples.distro.instrumentations.Inventory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Puts a remote configuration in force, whole or not at all. */
final class RemoteOptions implements ConfigValidator {
    /** The name of the file that is for this distribution; the empty name is too. */
    static final String FILE = "amp4j.json";

    private static final int LARGEST = 64 << 10;
    private static final Set<String> TYPES = Set.of("", "application/json", "text/json");

    private final Switches switches;
    private final AgentLog log;
    private final boolean messagesAreCaptured;
    private final boolean spansAreLogged;
    private final Inventory inventory;
    private final boolean tracersAreSwitchable;

    /**
     * Takes what limits the options.
     *
     * @param log what writes the agent's log
     * @param messagesAreCaptured whether messages come in log records
     * @param spansAreLogged whether the Java agent writes all spans to its log
     * @param inventory the instrumentations that there are
     * @param tracersAreSwitchable whether their spans can be turned off
     */
    RemoteOptions(
            Switches switches,
            AgentLog log,
            boolean messagesAreCaptured,
            boolean spansAreLogged,
            Inventory inventory,
            boolean tracersAreSwitchable) {
        this.switches = switches;
        this.log = log;
        this.messagesAreCaptured = messagesAreCaptured;
        this.spansAreLogged = spansAreLogged;
        this.inventory = inventory;
        this.tracersAreSwitchable = tracersAreSwitchable;
    }

    /** Refuses what is too large to be read; what the options may be, they say themselves. */
    @Override
    public ConfigVerdict validate(RemoteConfig config) {
        boolean small = config.files().entrySet().stream()
                .filter(file -> isOurs(file.getKey(), file.getValue()))
                .allMatch(file -> file.getValue().body().size() <= LARGEST);
        return small
                ? ConfigVerdict.accepted()
                : ConfigVerdict.refused(List.of("a file of options has at most " + LARGEST + " bytes"));
    }

    ConfigOutcome apply(RemoteConfig config) {
        List<ConfigFile> own = new ArrayList<>();
        config.files().forEach((name, file) -> {
            if (isOurs(name, file)) {
                own.add(file);
            }
        });
        if (own.isEmpty() && !config.files().isEmpty()) {
            return ConfigOutcome.ignored();
        }
        if (own.size() > 1) {
            return ConfigOutcome.failed("there are two files, '' and '" + FILE + "'; only one of them may be there");
        }
        OptionsReader.Read read = own.isEmpty()
                ? new OptionsReader.Read(Options.NONE, List.of())
                : OptionsReader.read(own.get(0).text());
        List<String> problems = new ArrayList<>(read.problems());
        Options options = read.options();
        if (!options.capturesContent() && messagesAreCaptured) {
            problems.add(
                    "amp4j.content.capture cannot be false while OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
                            + " has messages written as log records, which this does not reach; remove that variable, or"
                            + " set AMP_TRACE_CONTENT=false");
        }
        if (!options.capturesContent() && spansAreLogged) {
            problems.add(
                    "amp4j.content.capture cannot be false while OTEL_JAVAAGENT_DEBUG has the Java agent write whole"
                            + " spans to its log, which this does not reach; remove that variable");
        }
        if (options.logLevel().isPresent() && !log.isAdjustable()) {
            problems.add("amp4j.logging.level cannot be set, because this Java agent writes its log another way;"
                    + " OTEL_JAVAAGENT_LOGGING must be simple");
        }
        if (!options.instrumentations().isEmpty() && !tracersAreSwitchable) {
            problems.add("amp4j.instrumentations cannot be set, because the SDK in this Java agent cannot turn tracers"
                    + " off while it runs");
        }
        inventory
                .problems(options.instrumentations())
                .forEach(problem -> problems.add("amp4j.instrumentations.byName: " + problem));
        if (!problems.isEmpty()) {
            return ConfigOutcome.failed(String.join("; ", problems));
        }
        if (options.equals(switches.options())) {
            return ConfigOutcome.unchanged();
        }
        switches.use(options);
        return ConfigOutcome.applied();
    }

    private static boolean isOurs(String name, ConfigFile file) {
        String type = file.contentType().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return (name.equals(FILE) || name.isEmpty()) && TYPES.contains(type);
    }
}
