package io.amp4j.spring.boot.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.spring.boot.RemoteConfigurationAppliedEvent;
import io.amp4j.spring.boot.RemotelyConfigured;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.autoconfigure.ConfigurationPropertiesRebinderAutoConfiguration;
import org.springframework.cloud.autoconfigure.RefreshAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

class RemoteConfigurerTest {
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class))
            .withUserConfiguration(Shop.class)
            .withPropertyValues("shop.limit=3", "shop.names=a,b");

    @Test
    void bindsBeansAnewAndTellsListeners() {
        application.run(context -> {
            ShopProperties shop = context.getBean(ShopProperties.class);
            ShopProperties.Nested nested = shop.getNested();

            ConfigOutcome outcome = apply(context, Map.of("shop.yaml", ConfigFile.yaml("""
                            shop:
                              limit: 7
                              names: [x, y, z]
                              labels: {de: Laden}
                              nested: {deep: 9}
                            """)));

            assertThat(outcome).isEqualTo(ConfigOutcome.applied());
            assertThat(shop.getLimit()).isEqualTo(7);
            assertThat(shop.getNames()).containsExactly("x", "y", "z");
            assertThat(shop.getLabels()).isEqualTo(Map.of("de", "Laden"));
            assertThat(shop.getNested()).isSameAs(nested);
            assertThat(nested.getDeep()).isEqualTo(9);
            assertThat(context.getEnvironment().getProperty("shop.limit")).isEqualTo("7");
            assertThat(events(context))
                    .containsExactly(Set.of(
                            "shop.labels.de",
                            "shop.limit",
                            "shop.names[0]",
                            "shop.names[1]",
                            "shop.names[2]",
                            "shop.nested.deep"));
        });
    }

    @Test
    void leavesBeansAloneThatDoNotAskForIt() {
        application.run(context -> {
            apply(context, Map.of("", ConfigFile.yaml("shop.limit: 7")));
            assertThat(context.getBean(FixedProperties.class).getLimit()).isEqualTo(3);
        });
    }

    @Test
    void goesBackToTheOwnValueAndToTheDefaultOfTheClass() {
        application.run(context -> {
            ShopProperties shop = context.getBean(ShopProperties.class);
            apply(
                    context,
                    Map.of("", ConfigFile.yaml("shop: {limit: 7, rate: 0.5, labels: {a: b}, nested: {deep: 9}}")));
            assertThat(shop.getRate()).isEqualTo(0.5);

            assertThat(apply(context, Map.of())).isEqualTo(ConfigOutcome.applied());

            assertThat(shop.getLimit()).isEqualTo(3);
            assertThat(shop.getRate()).isEqualTo(1.0);
            assertThat(shop.getNames()).containsExactly("a", "b");
            assertThat(shop.getLabels()).isEmpty();
            assertThat(shop.getNested().getDeep()).isZero();
        });
    }

    @Test
    void readsPropertiesFilesAndSeveralFiles() {
        application.run(context -> {
            assertThat(apply(
                            context,
                            Map.of(
                                    "a.properties", ConfigFile.of("shop.limit=8", ""),
                                    "b", ConfigFile.of("shop.rate=0.25", "text/x-java-properties"),
                                    "c.yml", ConfigFile.of("shop.nested.deep: 1", ""))))
                    .isEqualTo(ConfigOutcome.applied());
            assertThat(context.getBean(ShopProperties.class).getLimit()).isEqualTo(8);
            assertThat(context.getBean(ShopProperties.class).getRate()).isEqualTo(0.25);
        });
    }

    @Test
    void namesEverythingThatIsWrongAndChangesNothing() {
        application.run(context -> {
            Map<String, ConfigFile> files = new LinkedHashMap<>();
            files.put("agent.toml", ConfigFile.of("level = 1", "application/toml"));
            files.put(
                    "a.yaml",
                    ConfigFile.yaml(
                            "shop.limit: 7\nserver.port: 1\nshop.rate: ${secret}\nshop.banner: '#{1 + 1}'\namp.opamp.endpoint: x\n"));
            files.put("b.yaml", ConfigFile.yaml("shop: [7"));
            files.put("c.yaml", ConfigFile.yaml("shop.li-mit: 8"));
            files.put("d.yaml", ConfigFile.yaml("--- {shop.names: a}\n--- {shop.labels.x: b}"));
            files.put("", ConfigFile.of("x", "text/plain"));

            assertThat(reason(apply(context, files)))
                    .isEqualTo(
                            "the file 'agent.toml' of the type 'application/toml' is neither YAML nor properties, by its ending or its type;"
                                    + " the file 'a.yaml' sets 'server.port'; allowed is what is under shop;"
                                    + " the file 'a.yaml' sets 'shop.rate' to a value with a placeholder; only plain values are taken;"
                                    + " the file 'a.yaml' sets 'shop.banner' to a value with a placeholder; only plain values are taken;"
                                    + " the file 'a.yaml' sets 'amp.opamp.endpoint'; allowed is what is under shop;"
                                    + " the file 'b.yaml' cannot be read as YAML (line 1, column 9);"
                                    + " 'shop.li-mit' is in the file 'a.yaml' and in the file 'c.yaml';"
                                    + " the file 'd.yaml' has 2 documents; one is read;"
                                    + " the file without a name of the type 'text/plain' is neither YAML nor properties, by its ending or its type");
            assertUntouched(context);
        });
    }

    @Test
    void refusesSmallFilesThatBecomeLarge() {
        StringBuilder doubling = new StringBuilder("a0: &a0 [x]\n");
        for (int level = 1; level < 25; level++) {
            doubling.append("a%d: &a%d [*a%d, *a%d]%n".formatted(level, level, level - 1, level - 1));
        }
        StringBuilder deep = new StringBuilder();
        for (int level = 0; level < 40; level++) {
            deep.append("{").append("k".repeat(1000)).append(": ");
        }
        deep.append("[").append("1, ".repeat(200_000)).append("1]").append("}".repeat(40));
        application.run(context -> {
            assertThat(reason(apply(context, Map.of("a.yaml", ConfigFile.yaml(doubling.toString())))))
                    .isEqualTo("the file 'a.yaml' uses an alias (*…); write the value out");
            assertThat(reason(apply(context, Map.of("a.yaml", ConfigFile.yaml("shop: " + deep)))))
                    .isEqualTo("the file 'a.yaml' has too many deep and long keys");
            assertThat(reason(apply(
                            context, Map.of("a.yaml", ConfigFile.yaml("shop.names: " + "x".repeat(1024 * 1024))))))
                    .isEqualTo("the file 'a.yaml' has 1048588 bytes; at most 1048576 are read");
        });
    }

    @Test
    void quotesTheNamesOfTheServerOnOneLine() {
        application.run(context -> assertThat(
                        reason(apply(context, Map.of("a\nb\u001b.yaml", ConfigFile.of("\"x\\ny\": 1\n", "")))))
                .isEqualTo("the file 'a?b?.yaml' sets 'x?y'; allowed is what is under shop"));
    }

    @Test
    void refusesWhatDoesNotBind() {
        application.run(context -> {
            assertThat(reason(apply(context, Map.of("", ConfigFile.yaml("shop: {limit: hunter2, rate: 0.5}")))))
                    .isEqualTo("'shop.limit' is no int");
            assertUntouched(context);
        });
    }

    @Test
    void refusesWhatIsNotValid() {
        application.run(context -> {
            assertThat(reason(apply(context, Map.of("", ConfigFile.yaml("shop: {limit: -1, rate: 0.5}")))))
                    .isEqualTo("'shop.limit' must not be negative");
            assertUntouched(context);
        });
    }

    @Test
    void takesEverythingBackWhenAListenerThrows() {
        application.withUserConfiguration(Refusing.class).run(context -> {
            assertThat(reason(apply(context, Map.of("", ConfigFile.yaml("shop.limit: 13")))))
                    .isEqualTo("the application could not follow: java.lang.IllegalStateException");
            assertThat(context.getBean(ShopProperties.class).getLimit()).isEqualTo(3);
            assertThat(context.getEnvironment().getProperty("shop.limit")).isEqualTo("3");
            assertThat(context.getBean(Refusing.class).seen).containsExactly("13", "3");
        });
    }

    @Test
    void keepsThePreviousRemoteConfigurationWhenTheNextIsBad() {
        application.run(context -> {
            apply(context, Map.of("", ConfigFile.yaml("shop.limit: 7")));
            assertThat(apply(context, Map.of("", ConfigFile.yaml("shop.limit: x"))))
                    .isInstanceOf(ConfigOutcome.Failed.class);
            assertThat(context.getBean(ShopProperties.class).getLimit()).isEqualTo(7);
            assertThat(apply(context, Map.of("other.yaml", ConfigFile.yaml("shop: {limit: 7}"))))
                    .isEqualTo(ConfigOutcome.unchanged());
        });
    }

    @Test
    void doesNotStartWithABeanThatCannotFollow() {
        application
                .withUserConfiguration(Immutable.class)
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasMessage("@RemotelyConfigured cannot work: " + FinalProperties.class.getName()
                                + " has no constructor without arguments"));
    }

    @Test
    void refreshesAllThatSpringCloudRefreshes() {
        application
                .withConfiguration(AutoConfigurations.of(
                        RefreshAutoConfiguration.class, ConfigurationPropertiesRebinderAutoConfiguration.class))
                .run(context -> {
                    apply(context, Map.of("", ConfigFile.yaml("shop.limit: 7")));
                    assertThat(context.getBean(FixedProperties.class).getLimit())
                            .isEqualTo(7);
                    assertThat(context.getBean(ShopProperties.class).getLimit()).isEqualTo(7);
                });
    }

    private static ConfigOutcome apply(ApplicationContext context, Map<String, ConfigFile> files) {
        return context.getBean(RemoteConfigurer.class).apply(RemoteConfig.of(files, Hash.of((byte) 1)));
    }

    private static String reason(ConfigOutcome outcome) {
        assertThat(outcome).isInstanceOf(ConfigOutcome.Failed.class);
        return ((ConfigOutcome.Failed) outcome).reason();
    }

    private static void assertUntouched(ApplicationContext context) {
        ShopProperties shop = context.getBean(ShopProperties.class);
        assertThat(shop.getLimit()).isEqualTo(3);
        assertThat(shop.getRate()).isEqualTo(1.0);
        assertThat(shop.getNames()).containsExactly("a", "b");
        assertThat(context.getEnvironment().getProperty("shop.limit")).isEqualTo("3");
        assertThat(context.getEnvironment().getProperty("shop.rate")).isNull();
        assertThat(context.getBean(RemoteConfigurer.class).keys()).isEmpty();
        assertThat(events(context)).isEmpty();
    }

    private static List<Set<String>> events(ApplicationContext context) {
        return context.getBean(Shop.class).events;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({ShopProperties.class, FixedProperties.class})
    static class Shop {
        private final List<Set<String>> events = new ArrayList<>();

        @Bean
        RemoteConfigurer remote(ConfigurableApplicationContext context) {
            return new RemoteConfigurer(context, List.of("shop"), SpringCloud.refresh(context));
        }

        @Bean
        ApplicationListener<RemoteConfigurationAppliedEvent> listener() {
            return event -> events.add(event.changedKeys());
        }
    }

    static class Refusing implements ApplicationListener<RemoteConfigurationAppliedEvent> {
        private final List<String> seen = new ArrayList<>();

        @Override
        public void onApplicationEvent(RemoteConfigurationAppliedEvent event) {
            String limit =
                    ((ApplicationContext) event.getSource()).getEnvironment().getProperty("shop.limit");
            seen.add(limit);
            if (limit.equals("13")) {
                throw new IllegalStateException("no thirteen");
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(FinalProperties.class)
    static class Immutable {}

    @RemotelyConfigured
    @ConfigurationProperties("shop")
    record FinalProperties(int limit) {}

    @ConfigurationProperties("shop")
    static class FixedProperties {
        private int limit;

        public int getLimit() {
            return limit;
        }

        public void setLimit(int limit) {
            this.limit = limit;
        }
    }

    @RemotelyConfigured
    @ConfigurationProperties("shop")
    static class ShopProperties implements Validator {
        private int limit;
        private double rate = 1.0;
        private List<String> names = new ArrayList<>();
        private final Map<String, String> labels = new LinkedHashMap<>();
        private final Nested nested = new Nested();

        public int getLimit() {
            return limit;
        }

        public void setLimit(int limit) {
            this.limit = limit;
        }

        public double getRate() {
            return rate;
        }

        public void setRate(double rate) {
            this.rate = rate;
        }

        public List<String> getNames() {
            return names;
        }

        public void setNames(List<String> names) {
            this.names = names;
        }

        public Map<String, String> getLabels() {
            return labels;
        }

        public Nested getNested() {
            return nested;
        }

        @Override
        public boolean supports(Class<?> type) {
            return type == ShopProperties.class;
        }

        @Override
        public void validate(Object target, Errors errors) {
            if (((ShopProperties) target).getLimit() < 0) {
                errors.rejectValue("limit", "negative", "must not be negative");
            }
        }

        static class Nested {
            private int deep;

            public int getDeep() {
                return deep;
            }

            public void setDeep(int deep) {
                this.deep = deep;
            }
        }
    }
}
