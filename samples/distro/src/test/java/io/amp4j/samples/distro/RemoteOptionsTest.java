package io.amp4j.samples.distro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.samples.distro.instrumentations.Instrumentation;
import io.amp4j.samples.distro.instrumentations.Inventory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteOptionsTest {
    private static final String OFF = "{\"amp4j\":{\"traces\":{\"export\":false}}}";

    private static final Inventory INVENTORY =
            new Inventory(List.of(new Instrumentation(List.of("jdbc"), true)), Set.of("jdbc")::contains);

    private final Switches switches = new Switches();
    private final RemoteOptions options = new RemoteOptions(switches, AgentLog.find(), false, false, INVENTORY, true);

    @Test
    void putsADocumentInForceAndTakesItBack() {
        assertThat(apply("amp4j.json", OFF)).isEqualTo(ConfigOutcome.applied());
        assertThat(switches.options().exports(Signal.TRACES)).isFalse();

        assertThat(apply("amp4j.json", OFF)).isEqualTo(ConfigOutcome.unchanged());
        assertThat(options.apply(offer(Map.of()))).isEqualTo(ConfigOutcome.applied());
        assertThat(switches.options()).isEqualTo(Options.NONE);
    }

    @Test
    void changesNothingWhenAnythingIsWrong() {
        apply("", OFF);
        assertThat(apply("", "{\"amp4j\":{\"traces\":{\"export\":true},\"x\":1}}"))
                .isInstanceOfSatisfying(
                        ConfigOutcome.Failed.class,
                        failed -> assertThat(failed.reason()).contains("unknown key 'x'"));
        assertThat(switches.options().exports(Signal.TRACES)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "collector.yaml, text/yaml",
        "collector.yaml, application/json",
        "amp4j.json, text/yaml",
        "'', text/yaml"
    })
    void ignoresFilesForOthers(String name, String type) {
        apply("", OFF);
        assertThat(options.apply(offer(Map.of(name, ConfigFile.of("{}", type)))))
                .isEqualTo(ConfigOutcome.ignored());
        assertThat(switches.options().exports(Signal.TRACES)).isFalse();
    }

    @Test
    void readsItsFileAmongOthers() {
        Map<String, ConfigFile> files = new LinkedHashMap<>();
        files.put("collector.yaml", ConfigFile.yaml("receivers: {}"));
        files.put("amp4j.json", ConfigFile.of(OFF, "application/json; charset=utf-8"));
        assertThat(options.apply(offer(files))).isEqualTo(ConfigOutcome.applied());
    }

    @Test
    void refusesTwoFilesForItself() {
        assertThat(options.apply(offer(Map.of("", ConfigFile.json(OFF), "amp4j.json", ConfigFile.json(OFF)))))
                .isInstanceOf(ConfigOutcome.Failed.class);
    }

    @Test
    void refusesWhatIsTooLargeToBeRead() {
        ConfigFile large = ConfigFile.json(" ".repeat(70_000));
        assertThat(options.validate(offer(Map.of("", large))).reasons())
                .containsExactly("a file of options has at most 65536 bytes");
        assertThat(options.validate(offer(Map.of("other.json", large))).reasons())
                .isEmpty();
    }

    @Test
    void refusesToPromiseWhatItCannotKeep() {
        RemoteOptions limited = new RemoteOptions(switches, AgentLog.find(), true, true, INVENTORY, false);
        String text = "{\"amp4j\":{\"content\":{\"capture\":false},\"logging\":{\"level\":\"debug\"},"
                + "\"instrumentations\":{\"all\":false}}}";
        assertThat(limited.apply(offer(Map.of("", ConfigFile.json(text)))))
                .isInstanceOfSatisfying(
                        ConfigOutcome.Failed.class,
                        failed -> assertThat(failed.reason())
                                .contains("amp4j.content.capture cannot be false", "AMP_TRACE_CONTENT=false")
                                .contains("OTEL_JAVAAGENT_DEBUG")
                                .contains("amp4j.logging.level cannot be set")
                                .contains("amp4j.instrumentations cannot be set"));
    }

    @Test
    void putsBackWhatWasInForceWhenAChangeFails() {
        List<Options> first = new ArrayList<>();
        AtomicBoolean broken = new AtomicBoolean();
        switches.follow(first::add);
        switches.follow(options -> {
            if (broken.get()) {
                throw new IllegalStateException("the agent does not let it");
            }
        });
        broken.set(true);
        assertThatThrownBy(() -> apply("", OFF)).hasMessage("the agent does not let it");
        assertThat(switches.options()).isEqualTo(Options.NONE);
        assertThat(first.get(first.size() - 1)).isEqualTo(Options.NONE);
        broken.set(false);
        assertThat(apply("", OFF)).isEqualTo(ConfigOutcome.applied());
        assertThat(first.get(first.size() - 1).exports(Signal.TRACES)).isFalse();
    }

    @Test
    void turnsInstrumentationsOffByTheNamesThatThereAre() {
        assertThat(apply("", "{\"amp4j\":{\"instrumentations\":{\"byName\":{\"jdbc\":false}}}}"))
                .isEqualTo(ConfigOutcome.applied());
        assertThat(apply("", "{\"amp4j\":{\"instrumentations\":{\"byName\":{\"jbdc\":false,\"rmi\":true}}}}"))
                .isInstanceOfSatisfying(
                        ConfigOutcome.Failed.class,
                        failed -> assertThat(failed.reason())
                                .isEqualTo("amp4j.instrumentations.byName: 'jbdc' is no instrumentation of this Java"
                                        + " agent; there is jdbc; amp4j.instrumentations.byName: 'rmi' is no"
                                        + " instrumentation of this Java agent"));
        assertThat(switches.options().instrumentations().byName()).containsEntry("jdbc", false);
    }

    private ConfigOutcome apply(String name, String json) {
        return options.apply(offer(Map.of(name, ConfigFile.json(json))));
    }

    private static RemoteConfig offer(Map<String, ConfigFile> files) {
        return RemoteConfig.of(files, Hash.of((byte) 1));
    }
}
