package io.amp4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.amp4j.otel.AmpConfigurationException;
import io.amp4j.otel.AmpOtel;
import io.amp4j.otel.HeaderSource;
import io.amp4j.spring.boot.internal.AmpFailureAnalyzer;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class AmpOtelAutoConfigurationTest {
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AmpOtelAutoConfiguration.class,
                    AmpOpampAutoConfiguration.class,
                    AmpEndpointAutoConfiguration.class));
    private HttpServer server;

    @BeforeEach
    void receive() throws IOException {
        GlobalOpenTelemetry.resetForTest();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/otel/v1/traces", exchange -> {
            try (exchange) {
                keys.add(exchange.getRequestHeaders().getFirst("x-amp-api-key"));
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        GlobalOpenTelemetry.resetForTest();
    }

    private String endpoint() {
        return "amp.otel.endpoint=http://127.0.0.1:" + server.getAddress().getPort() + "/otel";
    }

    @Test
    void doesNothingWithoutProperties() {
        Set<Thread> before = threads();
        application.run(context -> {
            assertThat(context.getBeanDefinitionNames())
                    .noneMatch(name -> name.contains("amp") && !name.startsWith("io."));
            assertThat(context.getBeanDefinitionNames()).noneMatch(name -> name.startsWith("io.amp4j"));
            assertThat(threads()).isSubsetOf(before);
        });
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("amp"))
                .collect(Collectors.toSet());
    }

    @Test
    void sendsSpansWithTheKeyOfTheProperties() {
        application
                .withPropertyValues(endpoint(), "amp.agent.api-key=a-key", "spring.application.name=checkout")
                .run(context -> {
                    AmpOtel amp = context.getBean(AmpOtel.class);
                    assertThat(amp.config().serviceName()).contains("checkout");
                    amp.tracer("test").spanBuilder("span").startSpan().end();
                    assertThat(amp.flush(Duration.ofSeconds(30))).isTrue();
                    assertThat(keys).containsExactly("a-key");
                    assertThat(context.getBean(SpanProcessor.class)).isSameAs(AmpOtel.attachmentPoint());
                });
    }

    @Test
    void readsTheKeyFromAFileWhichWins(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "key-of-the-file\n");
        application
                .withPropertyValues(endpoint(), "amp.agent.api-key=a-key", "amp.agent.api-key-file=" + file)
                .run(context -> {
                    AmpOtel amp = context.getBean(AmpOtel.class);
                    amp.tracer("test").spanBuilder("span").startSpan().end();
                    assertThat(amp.flush(Duration.ofSeconds(30))).isTrue();
                    assertThat(keys).containsExactly("key-of-the-file");
                });
    }

    @Test
    void takesOtherSettingsOfInitOtelFromTheProperties() {
        application
                .withPropertyValues(
                        endpoint(),
                        "amp.agent.api-key=a-key",
                        "amp.agent.version=7",
                        "amp.debug=true",
                        "otel.service.name=own")
                .run(context -> {
                    AmpOtel amp = context.getBean(AmpOtel.class);
                    assertThat(amp.config().serviceName()).contains("own");
                    assertThat(amp.config().debug()).isTrue();
                    assertThat(amp.config().resource()).containsValue("7");
                });
    }

    @Test
    void doesNotStartWithHalfOfTheSettingsAndSaysWhatIsMissing() {
        application.withPropertyValues("amp.agent.api-key=a-key").run(context -> {
            assertThat(context).hasFailed();
            FailureAnalysis analysis = new AmpFailureAnalyzer().analyze(context.getStartupFailure());
            assertThat(context.getStartupFailure()).hasRootCauseInstanceOf(AmpConfigurationException.class);
            assertThat(analysis.getDescription()).contains("AMP_OTEL_ENDPOINT").doesNotContain("a-key");
            assertThat(analysis.getAction()).contains("amp.otel.endpoint", "amp.otel.enabled=false");
        });
    }

    @Test
    void setsUpAlsoWhereBeansAreLazy() {
        application
                .withPropertyValues(endpoint(), "amp.agent.api-key=a-key")
                .withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .run(context -> assertThat(context.getBeanFactory().containsSingleton("ampOtel"))
                        .isTrue());
    }

    @Test
    void isSwitchedOff() {
        application
                .withPropertyValues("amp.agent.api-key=a-key", "amp.otel.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(AmpOtel.class));
    }

    @Test
    void recordsEveryRequestUnlessTheApplicationSaysHowMany() {
        ApplicationContextRunner complete = application.withPropertyValues(endpoint(), "amp.agent.api-key=a-key");
        complete.run(context ->
                assertThat(context.getBean(Sampler.class).getDescription()).contains("AlwaysOnSampler"));
        complete.withPropertyValues("management.tracing.sampling.probability=0.5")
                .run(context -> assertThat(context).doesNotHaveBean(Sampler.class));
        complete.withBean("own", Sampler.class, Sampler::alwaysOff)
                .run(context -> assertThat(context.getBean(Sampler.class)).isEqualTo(Sampler.alwaysOff()));
    }

    @Test
    void stepsBackForAnInstanceOfTheApplication() {
        application
                .withPropertyValues(endpoint(), "amp.agent.api-key=a-key")
                .withUserConfiguration(OwnOtel.class)
                .run(context -> assertThat(context)
                        .hasSingleBean(AmpOtel.class)
                        .hasBean("ownOtel")
                        .doesNotHaveBean(SpanProcessor.class));
    }

    @Test
    void letsTheApplicationCustomizeTheBuilder() {
        application
                .withPropertyValues(endpoint(), "amp.agent.api-key=a-key")
                .withBean(AmpOtelCustomizer.class, () -> builder -> builder.resourceAttribute("team", "shop"))
                .run(context -> assertThat(
                                context.getBean(AmpOtel.class).config().resource())
                        .containsEntry("team", "shop"));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnOtel {
        @Bean(destroyMethod = "close")
        AmpOtel ownOtel() {
            return AmpOtel.builder()
                    .endpoint("http://127.0.0.1:1")
                    .headers(HeaderSource.apiKey("own"))
                    .standalone();
        }
    }
}
