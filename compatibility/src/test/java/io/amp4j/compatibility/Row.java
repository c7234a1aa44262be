package io.amp4j.compatibility;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One environment that the jars have to run in: what a user's POM holds beside our coordinates.
 *
 * @param name names the row in file names, test names and the document
 * @param title how people call it
 * @param boms the BOMs that the POM imports, in order, as {@code group:artifact:version}
 * @param dependencies more dependencies, before ours, as {@code group:artifact[:version]}
 * @param kind what is built
 * @param always whether it runs in every build, or in full runs alone since much has to be downloaded for it
 */
record Row(String name, String title, List<String> boms, List<String> dependencies, Kind kind, boolean always) {
    /** What a row builds and runs. */
    enum Kind {
        /** A program, on the class path and on the module path. */
        PLAIN,
        /** A program on the class path alone: two of its jars share packages, which no module path allows. */
        CLASS_PATH,
        /** The executable jar of a Spring Boot application. */
        BOOT,
        /** A Quarkus application, in the form that its own plugin gives it by default. */
        QUARKUS,
        /** The executable jar of a Micronaut application. */
        MICRONAUT,
        /** The executable jar of a Spring Boot web application that Spring Boot itself traces, with an SDK of its own. */
        TRACED,
        /** The executable jar of a Spring Boot application with the starter and nothing else. */
        STARTER,
        /** The same as a web application with Actuator and Spring Boot's own tracing. */
        STARTER_WEB,
        /** An extension of the OpenTelemetry Java agent, in one jar with all that it needs. */
        AGENT
    }

    private static final String EXPORTER = "io.opentelemetry:opentelemetry-exporter-otlp";

    /** Returns all rows. */
    static List<Row> all() {
        return List.of(
                plain("none", "no BOM", List.of()),
                plain("boot-3.4.0", "Spring Boot 3.4.0", List.of(boot("3.4.0"))),
                plain("boot-3.5.7", "Spring Boot 3.5.7", List.of(boot("3.5.7"))),
                plain("boot-4.0.7", "Spring Boot 4.0.7", List.of(boot("4.0.7"))),
                plain("boot-4.1.2", "Spring Boot 4.1.2", List.of(boot("4.1.2"))),
                plain("quarkus-3.33.2", "Quarkus 3.33.2", List.of("io.quarkus.platform:quarkus-bom:3.33.2")),
                plain(
                        "micronaut-4.10.8",
                        "Micronaut 4.10.8",
                        List.of("io.micronaut.platform:micronaut-platform:4.10.8")),
                plain("opentelemetry-1.43.0", "OpenTelemetry BOM 1.43.0", List.of(opentelemetry("1.43.0"))),
                plain("opentelemetry-1.57.0", "OpenTelemetry BOM 1.57.0", List.of(opentelemetry("1.57.0"))),
                plain("opentelemetry-1.68.0", "OpenTelemetry BOM 1.68.0", List.of(opentelemetry("1.68.0"))),
                plain("jackson-2.15.0", "Jackson BOM 2.15.0", List.of("com.fasterxml.jackson:jackson-bom:2.15.0")),
                new Row(
                        "boot-3.5.7-exporter",
                        "Spring Boot 3.5.7 with OpenTelemetry's exporter (OkHttp 4.12 beside 5.x)",
                        List.of(boot("3.5.7")),
                        List.of(EXPORTER),
                        Kind.CLASS_PATH,
                        true),
                new Row(
                        "protobuf-3.25.8",
                        "protobuf-java 3.25.8",
                        List.of(),
                        List.of("com.google.protobuf:protobuf-java:3.25.8"),
                        Kind.PLAIN,
                        true),
                new Row(
                        "okhttp-3.14.9",
                        "OkHttp 3.14.9 beside 5.x",
                        List.of(),
                        List.of("com.squareup.okhttp3:okhttp:3.14.9"),
                        Kind.CLASS_PATH,
                        true),
                application("boot-3.5.7-application", "Spring Boot 3.5.7, executable jar", "3.5.7"),
                application("boot-4.0.7-application", "Spring Boot 4.0.7, executable jar", "4.0.7"),
                application("boot-4.1.2-application", "Spring Boot 4.1.2, executable jar", "4.1.2"),
                new Row(
                        "quarkus-3.33.2-application",
                        "Quarkus 3.33.2, application",
                        List.of("io.quarkus.platform:quarkus-bom:3.33.2"),
                        List.of("io.quarkus:quarkus-arc"),
                        Kind.QUARKUS,
                        false),
                new Row(
                        "micronaut-4.10.8-application",
                        "Micronaut 4.10.8, executable jar",
                        List.of(),
                        List.of("io.micronaut:micronaut-inject", "io.micronaut:micronaut-runtime"),
                        Kind.MICRONAUT,
                        false),
                traced(
                        "boot-3.5.7-traced",
                        "Spring Boot 3.5.7 with Micrometer's tracing bridge",
                        "3.5.7",
                        "org.springframework.boot:spring-boot-starter-actuator",
                        "io.micrometer:micrometer-tracing-bridge-otel"),
                traced(
                        "boot-4.0.7-traced",
                        "Spring Boot 4.0.7 with its OpenTelemetry starter",
                        "4.0.7",
                        "org.springframework.boot:spring-boot-starter-opentelemetry"),
                new Row(
                        "boot-3.5.7-starter",
                        "Spring Boot 3.5.7 with amp4j's starter alone",
                        List.of(boot("3.5.7")),
                        List.of("org.springframework.boot:spring-boot-starter"),
                        Kind.STARTER,
                        true),
                starter(
                        "3.5.7",
                        "org.springframework.boot:spring-boot-starter-web",
                        "io.micrometer:micrometer-tracing-bridge-otel"),
                starter(
                        "4.0.7",
                        "org.springframework.boot:spring-boot-starter-webmvc",
                        "org.springframework.boot:spring-boot-starter-opentelemetry"),
                starter(
                        "4.1.2",
                        "org.springframework.boot:spring-boot-starter-webmvc",
                        "org.springframework.boot:spring-boot-starter-opentelemetry"),
                agent("2.9.0", true),
                agent("2.10.0", false),
                agent("2.16.0", false),
                agent("2.20.1", false),
                agent("2.25.0", false),
                agent("2.30.0", false),
                agent("2.33.1", true));
    }

    private static Row agent(String version, boolean always) {
        return new Row(
                "agent-" + version,
                "OpenTelemetry Java agent " + version + ", as its extensions",
                List.of(),
                List.of("io.opentelemetry:opentelemetry-sdk-extension-autoconfigure-spi:1.43.0:provided"),
                Kind.AGENT,
                always);
    }

    private static Row plain(String name, String title, List<String> boms) {
        return new Row(name, title, boms, List.of(), Kind.PLAIN, true);
    }

    private static Row application(String name, String title, String version) {
        return new Row(
                name,
                title,
                List.of(boot(version)),
                List.of("org.springframework.boot:spring-boot-starter", EXPORTER),
                Kind.BOOT,
                version.startsWith("3."));
    }

    private static Row traced(String name, String title, String version, String... dependencies) {
        List<String> all = new ArrayList<>(List.of(dependencies));
        all.add("org.springframework.boot:spring-boot-starter-web");
        return new Row(name, title, List.of(boot(version)), List.copyOf(all), Kind.TRACED, false);
    }

    private static Row starter(String version, String... dependencies) {
        List<String> all = new ArrayList<>(List.of(dependencies));
        all.add("org.springframework.boot:spring-boot-starter-actuator");
        return new Row(
                "boot-" + version + "-starter-web",
                "Spring Boot " + version + " with amp4j's starter, Actuator and tracing",
                List.of(boot(version)),
                List.copyOf(all),
                Kind.STARTER_WEB,
                false);
    }

    private static String boot(String version) {
        return "org.springframework.boot:spring-boot-dependencies:" + version;
    }

    private static String opentelemetry(String version) {
        return "io.opentelemetry:opentelemetry-bom:" + version;
    }

    /** Returns whether this run includes the row. */
    boolean isChosen() {
        return knowsThisJava() && (always || System.getProperty("compatibility").equals("full"));
    }

    /** The Java agents 2.9.0 and 2.10.0 instrument nothing on a Java newer than 24, with or without us. */
    private boolean knowsThisJava() {
        return Runtime.version().feature() <= 24
                || !Set.of("agent-2.9.0", "agent-2.10.0").contains(name);
    }

    /** Returns the version of the framework or agent, as its name ends. */
    String version() {
        return name.replaceFirst("[a-z]+-([0-9.]+).*", "$1");
    }

    /** Returns which of the jars the program takes. */
    List<String> jars() {
        return switch (kind) {
            case AGENT -> List.of("opamp-client");
            case TRACED -> List.of("otel-init");
            case STARTER, STARTER_WEB -> List.of("amp4j-spring-boot-starter");
            case PLAIN, CLASS_PATH, BOOT, QUARKUS, MICRONAUT -> List.of("catalog-core", "opamp-client", "otel-init");
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
