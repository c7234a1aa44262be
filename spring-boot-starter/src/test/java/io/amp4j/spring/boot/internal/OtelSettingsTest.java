package io.amp4j.spring.boot.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class OtelSettingsTest {
    private final MockEnvironment environment =
            new MockEnvironment().withProperty("spring.application.name", "checkout");
    private final OtelSettings settings = OtelSettings.of(environment);

    @Test
    void findsTheKeyUnderBothNames() {
        environment.setProperty("amp.agent.api.key", "of-initOtel");
        assertThat(settings.find("amp.agent.api.key")).isEqualTo("of-initOtel");
        environment.setProperty("amp.agent.api-key", "of-the-starter");
        assertThat(settings.find("amp.agent.api.key")).isEqualTo("of-the-starter");
        environment.setProperty("amp.agent.api-key-file", "/a/file");
        assertThat(settings.find("amp.agent.api.key.file")).isEqualTo("/a/file");
    }

    @Test
    void takesTheNameOfTheApplicationOnlyWithoutAServiceName() {
        assertThat(settings.find("otel.service.name")).isEqualTo("checkout");
        environment.setProperty("otel.resource.attributes", "team=shop,service.name=other");
        assertThat(settings.find("otel.service.name")).isNull();
        environment.setProperty("otel.service.name", "own");
        assertThat(settings.find("otel.service.name")).isEqualTo("own");
    }

    @Test
    void leavesWhatIsNotForIt() {
        environment.setProperty("http.proxy", "http://of-a-cgi-request");
        environment.setProperty("otel.traces.sampler", "always_on");
        assertThat(settings.find("http.proxy")).isNull();
        assertThat(settings.find("otel.traces.sampler")).isEqualTo("always_on");
    }
}
