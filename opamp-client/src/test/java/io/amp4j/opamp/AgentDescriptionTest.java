package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.opamp.conformance.Requirement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class AgentDescriptionTest {
    private static final Map<String, Object> RESOURCE = Map.of(
            "service.name", "checkout",
            "service.namespace", "shop",
            "service.namespace.name", "shop",
            "service.version", "1.4.0",
            "service.instance.id", "i-1",
            "os.type", "linux",
            "process.pid", 42L);

    @Test
    @Requirement("R-189")
    void identifiesByNameAndVersion() {
        AgentDescription description = AgentDescription.of("checkout", "1.4.0");

        assertThat(description.identifying())
                .isEqualTo(Map.of(
                        "service.name", AttributeValue.of("checkout"),
                        "service.version", AttributeValue.of("1.4.0")));
        assertThat(description.nonIdentifying()).isEmpty();
    }

    @Test
    @Requirement({"R-194", "R-196"})
    void splitsTheResourceOfAnSdkWithoutLosingOrRepeatingAnything_R194_R196() {
        AgentDescription description = AgentDescription.fromResourceAttributes(RESOURCE);

        assertThat(description.identifying())
                .containsOnlyKeys("service.name", "service.namespace", "service.namespace.name", "service.instance.id");
        assertThat(description.nonIdentifying()).containsOnlyKeys("service.version", "os.type", "process.pid");
        RESOURCE.forEach((key, value) -> assertThat(description.attribute(key)).isEqualTo(AttributeValue.from(value)));
    }

    @Test
    @Requirement("R-192")
    void splitsTheResourceOfACollectorByItsOwnRule_R192() {
        AgentDescription description = AgentDescription.fromCollectorAttributes(RESOURCE);

        assertThat(description.identifying())
                .containsOnlyKeys("service.name", "service.namespace", "service.version", "service.instance.id");
        assertThat(description.nonIdentifying()).containsOnlyKeys("service.namespace.name", "os.type", "process.pid");
    }

    @Test
    void namesEverythingThatIsWrongWithAResource() {
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("a", new Object());
        resource.put("b", 'x');

        assertThatThrownBy(() -> AgentDescription.fromResourceAttributes(resource))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a: an attribute cannot hold a java.lang.Object")
                .hasMessageContaining("b: an attribute cannot hold a java.lang.Character")
                .hasMessageContaining("service.name is missing");
    }

    @Test
    void anAttributeIsEitherIdentifyingOrNotAsSetLast() {
        AgentDescription description = AgentDescription.builder()
                .identifying("k", AttributeValue.of(1))
                .nonIdentifying("k", AttributeValue.of(2))
                .build();

        assertThat(description.identifying()).isEmpty();
        assertThat(description.nonIdentifying()).isEqualTo(Map.of("k", AttributeValue.of(2)));
        assertThat(description.toBuilder().build()).isEqualTo(description);
    }

    @Test
    void refusesAKeyWithoutAName() {
        assertThatThrownBy(() -> AgentDescription.builder().identifying("", AttributeValue.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an attribute must have a name");
        assertThatThrownBy(() -> AgentDescription.builder().nonIdentifying("", AttributeValue.of(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AgentDescription.fromResourceAttributes(Map.of("service.name", "a", "", "b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an attribute must have a name");
    }

    @Test
    @Requirement("R-198")
    void detectsTheHostByTheNamesOfTheConventions_R198() {
        assertThat(HostAttributes.detect()).containsKeys("os.type", "os.version", "host.arch");
        assertThat(host("Linux", "amd64")).containsEntry("os.type", AttributeValue.of("linux"));
        assertThat(host("Linux", "amd64")).containsEntry("host.name", AttributeValue.of("h"));
        assertThat(host("Mac OS X", "aarch64"))
                .containsEntry("os.type", AttributeValue.of("darwin"))
                .containsEntry("host.arch", AttributeValue.of("arm64"));
        assertThat(host("Windows Server 2022", "x86_64"))
                .containsEntry("os.type", AttributeValue.of("windows"))
                .containsEntry("host.arch", AttributeValue.of("amd64"));
        assertThat(host("HP-UX", "s390x"))
                .containsEntry("os.type", AttributeValue.of("hpux"))
                .containsEntry("host.arch", AttributeValue.of("s390x"));
        assertThat(HostAttributes.of(new Properties(), "")).isEmpty();
    }

    private static Map<String, AttributeValue> host(String osName, String architecture) {
        Properties system = new Properties();
        system.setProperty("os.name", osName);
        system.setProperty("os.arch", architecture);
        return HostAttributes.of(system, "h");
    }
}
