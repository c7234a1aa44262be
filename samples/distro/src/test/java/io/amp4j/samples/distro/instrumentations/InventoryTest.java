package io.amp4j.samples.distro.instrumentations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InventoryTest {
    private static final Instrumentation TOMCAT_7 = on("tomcat", "tomcat-7.0");
    private static final Instrumentation TOMCAT_10 = on("tomcat", "tomcat-10.0");
    private static final Instrumentation JERSEY = on("jaxrs", "jaxrs-2.0", "jersey", "jersey-2.0");
    private static final Instrumentation KTOR_CLIENT = on("ktor", "ktor-2.0", "ktor-client", "ktor-client-2.0");
    private static final Instrumentation KTOR_SERVER = on("ktor", "ktor-2.0", "ktor-server", "ktor-server-2.0");
    private static final Instrumentation COUCHBASE = on("couchbase", "couchbase-3.1");
    private static final Instrumentation LOGBACK = on("logback-appender", "logback-appender-1.0");
    private static final Instrumentation DATA_SOURCE = on("jdbc-datasource");
    private static final Instrumentation QUARTZ = new Instrumentation(List.of("quartz", "quartz-2.0"), false);

    private final Inventory inventory = new Inventory(
            List.of(TOMCAT_7, TOMCAT_10, JERSEY, KTOR_CLIENT, KTOR_SERVER, COUCHBASE, LOGBACK, DATA_SOURCE, QUARTZ),
            Set.of(
                    "tomcat-7.0",
                    "tomcat-10.0",
                    "jaxrs-2.0-jersey-2.0",
                    "ktor-2.0",
                    "couchbase-3.1",
                    "logback-appender-1.0",
                    "quartz-2.0",
                    "runtime-telemetry")::contains);

    @Test
    void turnsAllScopesOfANameOffAndNoOthers() {
        InstrumentationRules rules = by(Map.of("tomcat", false));
        assertThat(inventory.problems(rules)).isEmpty();
        assertThat(inventory.scopesOff(rules))
                .containsExactly("io.opentelemetry.tomcat-10.0", "io.opentelemetry.tomcat-7.0");
        assertThat(inventory.off(rules))
                .accepts("io.opentelemetry.tomcat-7.0")
                .rejects("io.opentelemetry.ktor-2.0", "tomcat-7.0", "io.opentelemetry.tomcat-8.0", "shop");
    }

    @Test
    void decidesAsTheAgentByTheFirstNameThatHasARule() {
        assertThat(inventory.scopesOff(by(Map.of("tomcat-10.0", false))))
                .containsExactly("io.opentelemetry.tomcat-10.0");
        InstrumentationRules contrary = by(Map.of("tomcat", true, "tomcat-10.0", false));
        assertThat(inventory.scopesOff(contrary)).isEmpty();
        assertThat(inventory.problems(contrary))
                .containsExactly("tomcat-10.0 cannot be false, because tomcat is true and counts before it, as in the"
                        + " Java agent");
        assertThat(inventory.problems(by(Map.of("tomcat", false, "tomcat-10.0", true))))
                .containsExactly("tomcat-10.0 cannot be true, because tomcat is false and counts before it, as in the"
                        + " Java agent");
    }

    @Test
    void turnsEverythingOffButWhatIsNamed() {
        InstrumentationRules rules = new InstrumentationRules(false, Map.of("tomcat-10.0", true, "couchbase", true));
        assertThat(inventory.problems(rules)).isEmpty();
        assertThat(inventory.off(rules))
                .accepts("io.opentelemetry.tomcat-7.0", "io.opentelemetry.runtime-telemetry-java8")
                .rejects(
                        "io.opentelemetry.tomcat-10.0",
                        "io.opentelemetry.javaagent.couchbase-3.1",
                        "io.opentelemetry.sdk.trace",
                        "shop");
        assertThat(inventory.off(InstrumentationRules.NONE)).rejects("io.opentelemetry.tomcat-7.0");
    }

    @Test
    void knowsScopesThatAreNamedAnotherWay() {
        assertThat(inventory.scopesOff(by(Map.of("jersey", false))))
                .containsExactly("io.opentelemetry.jaxrs-2.0-jersey-2.0");
        assertThat(inventory.off(by(Map.of("couchbase", false)))).accepts("io.opentelemetry.javaagent.couchbase-3.1");
        InstrumentationRules runtime = by(Map.of("runtime-telemetry", false));
        assertThat(inventory.problems(runtime)).isEmpty();
        assertThat(inventory.off(runtime))
                .accepts("io.opentelemetry.runtime-telemetry", "io.opentelemetry.runtime-telemetry-java17");
    }

    @Test
    void knowsScopesThatDifferFromTheNameOfTheirFile() {
        Inventory agent = new Inventory(
                List.of(on("tomcat-jdbc", "tomcat-jdbc-8.5"), on("metro", "jaxws-2.0-metro-2.2")),
                Set.of("tomcat-jdbc-8.5", "jaxws-2.0-metro-2.2", "jmx-metrics", "oshi-5.0")::contains);
        InstrumentationRules rules = by(Map.of("tomcat-jdbc", false, "jmx-metrics", false));
        assertThat(agent.problems(rules)).isEmpty();
        assertThat(agent.scopesOff(rules))
                .containsExactly(
                        "io.opentelemetry.jmx",
                        "io.opentelemetry.jmx-metrics",
                        "io.opentelemetry.tomcat-jdbc",
                        "io.opentelemetry.tomcat-jdbc-8.5");
        assertThat(agent.off(by(Map.of("metro", false)))).accepts("io.opentelemetry.jaxws-metro-2.2");
        InstrumentationRules allButMetro = new InstrumentationRules(false, Map.of("metro", true));
        assertThat(agent.off(allButMetro))
                .accepts("io.opentelemetry.tomcat-jdbc", "io.opentelemetry.jmx", "io.opentelemetry.oshi")
                .rejects("io.opentelemetry.jaxws-metro-2.2");
    }

    @Test
    void leavesWhatOthersMeasureThroughAnInstrumentationAlone() {
        Inventory agent = new Inventory(
                List.of(on("micrometer", "micrometer-1.5"), on("dropwizard-metrics", "dropwizard-metrics-4.0")),
                Set.of("micrometer-1.5", "dropwizard-metrics-4.0")::contains);
        assertThat(agent.off(new InstrumentationRules(false, Map.of())))
                .rejects("io.opentelemetry.micrometer-1.5", "io.opentelemetry.dropwizard-metrics-4.0");
        assertThat(agent.problems(by(Map.of("micrometer", false))))
                .containsExactly("micrometer cannot be false, because its telemetry cannot be told from that of others;"
                        + " set otel.instrumentation.micrometer.enabled=false and restart");
    }

    @Test
    void turnsASharedScopeOffWithTheLastThatHasIt() {
        assertThat(inventory.problems(by(Map.of("ktor-client", false))))
                .containsExactly("ktor-client cannot be false, because its telemetry cannot be told from that of"
                        + " others; set otel.instrumentation.ktor-client.enabled=false and restart");
        InstrumentationRules both = by(Map.of("ktor-client", false, "ktor-server", false));
        assertThat(inventory.problems(both)).isEmpty();
        assertThat(inventory.scopesOff(both)).containsExactly("io.opentelemetry.ktor-2.0");
    }

    @Test
    void promisesNothingThatItCannotKeep() {
        assertThat(inventory.problems(by(Map.of(
                        "jdbc-datasource", false, "logback-appender", false, "quartz", true, "tomcat-10", true))))
                .containsExactly(
                        "jdbc-datasource cannot be false, because its telemetry cannot be told from that of others; set"
                                + " otel.instrumentation.jdbc-datasource.enabled=false and restart",
                        "logback-appender cannot be false, because its telemetry cannot be told from that of others;"
                                + " set otel.instrumentation.logback-appender.enabled=false and restart",
                        "quartz cannot be true, because the Java agent has started without it; set"
                                + " otel.instrumentation.quartz.enabled=true and restart",
                        "'tomcat-10' is no instrumentation of this Java agent; there is tomcat, tomcat-10.0,"
                                + " tomcat-7.0");
        assertThat(inventory.problems(by(Map.of("quartz", false, "tomcat", true))))
                .isEmpty();
        assertThat(inventory.startedWithout()).containsExactly("quartz-2.0");
    }

    @Test
    void quotesNoControlCharacters() {
        assertThat(inventory.problems(by(Map.of("\u001b[31m", false))))
                .singleElement()
                .satisfies(problem -> assertThat(problem.chars()).allMatch(c -> c >= ' '));
    }

    private static Instrumentation on(String... names) {
        return new Instrumentation(List.of(names), true);
    }

    private static InstrumentationRules by(Map<String, Boolean> names) {
        return new InstrumentationRules(true, names);
    }
}
