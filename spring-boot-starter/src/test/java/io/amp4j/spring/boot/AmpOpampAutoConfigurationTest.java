package io.amp4j.spring.boot;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.testing.Bytes;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.opamp.testing.OfferedFile;
import io.amp4j.opamp.testing.ReceivedMessage;
import io.amp4j.opamp.testing.Reported;
import io.amp4j.spring.boot.internal.AmpEndpoint;
import io.amp4j.spring.boot.internal.HealthSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.health.HealthContributorAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.health.HealthEndpointAutoConfiguration;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

class AmpOpampAutoConfigurationTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String ACTUATOR_OF_BOOT_4 = "org.springframework.boot.health";

    /** Made here, where all classes can be loaded. */
    private static final SpringApplication SPRING = new SpringApplication();

    private FakeOpampServer server;
    private ApplicationContextRunner application;

    @BeforeEach
    void start() {
        server = FakeOpampServer.start();
        application = new ApplicationContextRunner()
                .withClassLoader(new FilteredClassLoader(ACTUATOR_OF_BOOT_4))
                .withConfiguration(AutoConfigurations.of(
                        ConfigurationPropertiesAutoConfiguration.class,
                        AmpOtelAutoConfiguration.class,
                        AmpOpampAutoConfiguration.class,
                        AmpEndpointAutoConfiguration.class))
                .withPropertyValues(
                        "amp.opamp.endpoint=" + server.webSocketEndpoint(),
                        "spring.application.name=checkout",
                        "amp.opamp.service-version=1.4.0");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ReceivedMessage await(Predicate<ReceivedMessage> wanted) {
        return server.awaitMessage(wanted, LIMIT);
    }

    private static String text(Map<String, Reported.File> files) {
        return requireNonNull(files.get("environment.yaml")).text();
    }

    private static Reported.Health part(Reported.Health health, String name) {
        return requireNonNull(health.components().get(name));
    }

    private static Predicate<ReceivedMessage> status(int status) {
        return message -> message.remoteConfigStatus()
                .filter(reported -> reported.status() == status)
                .isPresent();
    }

    @Test
    void describesTheApplication() {
        application.run(context -> {
            Reported.Description description = await(
                            message -> message.description().isPresent())
                    .description()
                    .orElseThrow();
            assertThat(description.identifying())
                    .containsEntry("service.name", "checkout")
                    .containsEntry("service.version", "1.4.0")
                    .containsKey("service.instance.id");
        });
    }

    @Test
    void sendsHeadersAndSaysGoodbye() {
        application
                .withPropertyValues("amp.opamp.headers.Authorization=Bearer hunter2")
                .run(context -> {
                    ReceivedMessage message = await(any -> true);
                    assertThat(message.headers().toString()).contains("Bearer hunter2");
                });
        await(ReceivedMessage::isDisconnect);
    }

    @Test
    void reportsThePropertiesThatAreInForceWithoutSecrets() {
        application
                .withPropertyValues(
                        "amp.agent.version=3",
                        "amp.opamp.headers.x-tenant=hunter2",
                        "amp.opamp.reported-prefixes=amp,shop",
                        "shop.limit=3",
                        "shop.db-password=hunter2",
                        "shop.copy=${shop.db-password}",
                        "shop.say=a \"quote\"",
                        "other.setting=1")
                .run(context -> {
                    Map<String, Reported.File> files = await(
                                    message -> message.effectiveConfig().isPresent())
                            .effectiveConfig()
                            .orElseThrow();
                    assertThat(files).containsOnlyKeys("environment.yaml");
                    assertThat(text(files))
                            .contains(
                                    "\"amp.opamp.headers.x-tenant\": \"******\"\n",
                                    "\"shop.copy\": \"${shop.db-password}\"\n",
                                    "\"shop.db-password\": \"******\"\n",
                                    "\"shop.limit\": \"3\"\n",
                                    "\"shop.say\": \"a \\\"quote\\\"\"\n")
                            .doesNotContain("hunter2", "other.setting", "java.version");
                });
    }

    @Test
    void acceptsNoRemoteConfigurationUnlessPrefixesAreAllowed() {
        server.offerRemoteConfig(OfferedFile.yaml("shop.yaml", "shop.limit: 7"));
        application.run(context -> {
            ReceivedMessage first = await(message -> message.description().isPresent());
            assertThat(first.capabilities() & 2).isZero();
            assertThat(context.getEnvironment().getProperty("shop.limit")).isNull();
        });
    }

    @Test
    void appliesAPushedConfigurationAndReportsItAsEffective() {
        application
                .withPropertyValues("amp.opamp.remote-configuration.allowed-prefixes=shop", "shop.limit=3")
                .withUserConfiguration(Shop.class)
                .run(context -> {
                    await(message -> message.effectiveConfig().isPresent());
                    server.offerRemoteConfig(OfferedFile.yaml("shop.yaml", "shop.limit: 7"));
                    await(status(Reported.APPLIED));
                    assertThat(context.getBean(ShopProperties.class).getLimit()).isEqualTo(7);
                    await(message -> message.effectiveConfig()
                            .filter(files -> text(files).contains("\"shop.limit\": \"7\""))
                            .isPresent());

                    server.offerRemoteConfig(OfferedFile.yaml("shop.yaml", "server.port: 1\nshop.limit: x"));
                    assertThat(await(status(Reported.FAILED))
                                    .remoteConfigStatus()
                                    .orElseThrow()
                                    .errorMessage())
                            .contains("the file 'shop.yaml' sets 'server.port'; allowed is what is under shop");
                    assertThat(context.getBean(ShopProperties.class).getLimit()).isEqualTo(7);
                });
    }

    @Test
    void appliesTheStoredConfigurationAfterARestart(@TempDir Path folder) {
        ApplicationContextRunner stored = application
                .withPropertyValues(
                        "amp.opamp.remote-configuration.allowed-prefixes=shop",
                        "amp.opamp.state-directory=" + folder.resolve("state"),
                        "amp.opamp.state-on-shared-volume=true")
                .withUserConfiguration(Shop.class);
        server.offerRemoteConfig(OfferedFile.yaml("shop.yaml", "shop.limit: 7"));
        stored.run(context -> await(status(Reported.APPLIED)));
        server.withdrawRemoteConfig();
        stored.run(context -> server.await(
                "the bean has the stored value",
                () -> context.getBean(ShopProperties.class).getLimit() == 7,
                LIMIT));
    }

    @Test
    void reportsTheHealthOfActuatorOnceTheApplicationIsReady() {
        application
                .withConfiguration(AutoConfigurations.of(
                        HealthContributorAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
                .withBean(
                        "db",
                        HealthIndicator.class,
                        () -> () ->
                                Health.down().withDetail("url", "jdbc:hunter2").build())
                .withBean(
                        "cache", HealthIndicator.class, () -> () -> Health.up().build())
                .run(context -> {
                    Reported.Health first = await(message -> message.health().isPresent())
                            .health()
                            .orElseThrow();
                    assertThat(first.healthy()).isTrue();
                    assertThat(first.status()).isEqualTo("starting");

                    publishReady(context.getSourceApplicationContext());
                    Reported.Health health = await(message -> message.health()
                                    .filter(reported -> !reported.healthy())
                                    .isPresent())
                            .health()
                            .orElseThrow();
                    assertThat(health.lastError()).isEqualTo("DOWN: db");
                    assertThat(part(health, "cache").healthy()).isTrue();
                    assertThat(part(health, "db").status()).isEqualTo("DOWN");
                    assertThat(part(health, "db").lastError()).isEqualTo("DOWN");
                });
    }

    @Test
    void keepsTheConnectionWhileTheContextIsStoppedAndStartedAgain() {
        application.run(context -> {
            await(message -> message.description().isPresent());
            context.getSourceApplicationContext().stop();
            context.getSourceApplicationContext().start();
            publishReady(context.getSourceApplicationContext());
            await(message -> message.health()
                    .filter(reported -> reported.status().equals("started"))
                    .isPresent());
            assertThat(server.messages()).noneMatch(ReceivedMessage::isDisconnect);
        });
    }

    @Test
    void reportsThatItStartedWithoutActuator() {
        application
                .withClassLoader(new FilteredClassLoader(
                        ACTUATOR_OF_BOOT_4, "org.springframework.boot.actuate", "org.springframework.cloud"))
                .run(context -> {
                    assertThat(context).doesNotHaveBean(HealthSource.class).doesNotHaveBean(AmpEndpoint.class);
                    publishReady(context.getSourceApplicationContext());
                    await(message -> message.health()
                            .filter(reported -> reported.status().equals("started"))
                            .isPresent());
                });
    }

    private static void publishReady(ConfigurableApplicationContext context) {
        context.publishEvent(new ApplicationReadyEvent(SPRING, new String[0], context, Duration.ZERO));
    }

    @Test
    void showsTheConnectionAtTheEndpoint() {
        application
                .withPropertyValues(
                        "management.endpoints.web.exposure.include=amp",
                        "amp.opamp.remote-configuration.allowed-prefixes=shop",
                        "amp.opamp.endpoint=" + server.webSocketEndpoint() + "?token=hunter2")
                .run(context -> {
                    server.offerRemoteConfig(Bytes.utf8("hash"), OfferedFile.yaml("a.yaml", "shop.limit: 7"));
                    await(status(Reported.APPLIED));

                    Map<String, Object> shown =
                            context.getBean(AmpEndpoint.class).status();

                    assertThat(shown).containsOnlyKeys("opamp");
                    assertThat(shown.get("opamp"))
                            .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                            .containsEntry("state", "CONNECTED")
                            .containsEntry(
                                    "endpoint", server.webSocketEndpoint().toString())
                            .containsKey("counters")
                            .extractingByKey("remoteConfiguration")
                            .asString()
                            .contains(
                                    "status=APPLIED",
                                    "hash=" + Bytes.utf8("hash").toHex(),
                                    "keys=[shop.limit]");
                    assertThat(shown.toString()).doesNotContain("hunter2");
                });
    }

    @Test
    void startsWhileTheServerIsDownAndShowsTheFailure() {
        server.close();
        CountDownLatch failed = new CountDownLatch(1);
        application
                .withPropertyValues("management.endpoints.web.exposure.include=amp")
                .withBean(
                        OpampClientCustomizer.class,
                        () -> builder -> builder.callbacks(new OpampCallbacks() {
                            @Override
                            public void onConnectFailed(OpampClient client, ConnectionFailure failure) {
                                failed.countDown();
                            }
                        }))
                .run(context -> {
                    assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
                    assertThat(context.getBean(AmpEndpoint.class).status().toString())
                            .contains("lastFailure={kind=CONNECT, message=");
                });
    }

    @Test
    void namesTheBadEndpointWithoutShowingIt() {
        application
                .withPropertyValues("amp.opamp.endpoint=https://user:hunter2@host")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .rootCause()
                        .hasMessageStartingWith("amp.opamp.endpoint is no address of an OpAMP server")
                        .hasMessageNotContaining("hunter2"));
    }

    @Test
    void namesTheIntervalThatIsNone() {
        application
                .withPropertyValues("amp.opamp.health-interval=0s")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .rootCause()
                        .hasMessage("amp.opamp.health-interval must be positive: PT0S"));
    }

    @Test
    void namesThePrefixThatIsNotAllowed() {
        application
                .withPropertyValues("amp.opamp.remote-configuration.allowed-prefixes=amp")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("'amp' is never remote"));
    }

    @Test
    void stepsBackForAClientOfTheApplication() {
        application
                .withBean(
                        "own",
                        OpampClient.class,
                        () -> OpampClient.builder(server.httpEndpoint())
                                .agent(AgentDescription.of("own", "1"))
                                .build())
                .run(context ->
                        assertThat(context).hasSingleBean(OpampClient.class).hasBean("own"));
    }

    @Test
    void isSwitchedOff() {
        application
                .withPropertyValues("amp.opamp.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(OpampClient.class));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(ShopProperties.class)
    static class Shop {}

    @RemotelyConfigured
    @ConfigurationProperties("shop")
    static class ShopProperties {
        private volatile int limit;

        public int getLimit() {
            return limit;
        }

        public void setLimit(int limit) {
            this.limit = limit;
        }
    }
}
