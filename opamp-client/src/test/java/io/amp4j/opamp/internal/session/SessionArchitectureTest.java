package io.amp4j.opamp.internal.session;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.amp4j.opamp.conformance.Defect;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The session is a pure core: what it knows of the world it is told. */
class SessionArchitectureTest {

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // Generated, large, and built on protobuf alone.
            .withImportOption(location -> !location.contains("/io/amp4j/opamp/internal/wire/"))
            // The test kit: once it is packaged, protobuf is in it under a name of ours.
            .withImportOption(location -> !location.contains("/io/amp4j/opamp/testing/"))
            .importPackages("io.amp4j.opamp");

    private static final String SESSION = "io.amp4j.opamp.internal.session";
    private static final String[] TRANSPORT = {
        "io.amp4j.opamp.transport",
        "io.amp4j.opamp.internal.http..",
        "io.amp4j.opamp.internal.websocket..",
        "io.amp4j.opamp.internal.proxy..",
        "io.amp4j.opamp.internal.tls..",
        "io.amp4j.opamp.internal.threads.."
    };
    private static final Set<String> WORLD = Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.time.Instant.now",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.time.InstantSource.system",
            "java.time.LocalDateTime.now",
            "java.util.UUID.randomUUID",
            "java.lang.Math.random");

    @Test
    void sessionTouchesNoThreadSocketOrFile() {
        noClasses()
                .that()
                .resideInAPackage(SESSION)
                .should()
                .dependOnClassesThat(describe(
                        "threads, sockets, files, loggers or sources of their own randomness",
                        type -> type.getPackageName().startsWith("java.util.concurrent")
                                || type.getPackageName().startsWith("java.net")
                                || type.getPackageName().startsWith("java.io")
                                || type.getPackageName().startsWith("java.nio.file")
                                || type.getPackageName().startsWith("java.nio.channels")
                                || type.getPackageName().startsWith("java.util.logging")
                                || type.getPackageName().startsWith("java.security")
                                || type.getPackageName().startsWith("okhttp3")
                                || type.getPackageName().startsWith("com.google.protobuf")
                                || type.isEquivalentTo(Thread.class)
                                || type.isEquivalentTo(java.util.Random.class)))
                .check(MAIN);
    }

    @Test
    void sessionReadsNoClock() {
        classes().that().resideInAPackage(SESSION).should(notAskTheWorld()).check(MAIN);
    }

    @Test
    void sessionKnowsNeitherEngineNorTransport() {
        noClasses()
                .that()
                .resideInAPackage(SESSION)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(TRANSPORT)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("io.amp4j.opamp.internal.engine..")
                .check(MAIN);
    }

    @Test
    void transportKnowsNothingOfSessionAndCodec() {
        noClasses()
                .that()
                .resideInAnyPackage(TRANSPORT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        SESSION,
                        "io.amp4j.opamp.internal.codec..",
                        "io.amp4j.opamp.internal.wire..",
                        "io.amp4j.opamp.internal.engine..")
                .check(MAIN);
    }

    @Test
    void internalPackagesDependOnEachOtherOneWayAlone() {
        slices().matching("io.amp4j.opamp.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(MAIN);
    }

    @Test
    void onlyTheOwnTransportNeedsOkHttp() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.amp4j.opamp.internal.http", "io.amp4j.opamp.internal.websocket")
                .and()
                .doNotHaveFullyQualifiedName("io.amp4j.opamp.transport.OkHttpTransport")
                .and()
                .doNotHaveFullyQualifiedName("io.amp4j.opamp.transport.OkHttpTransport$Builder")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("okhttp3..", "okio..", "kotlin..")
                .because("a program with another transport runs without OkHttp")
                .check(MAIN);
    }

    @Test
    void oneClassAloneWritesToTheLog() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.amp4j.opamp.internal.log")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .because("a handler of the program may throw or block")
                .check(MAIN);
    }

    @Test
    @Defect("J40")
    void publicApiLeaksNothingInternal() {
        classes()
                .that()
                .resideInAnyPackage("io.amp4j.opamp", "io.amp4j.opamp.packages", "io.amp4j.opamp.transport")
                .and()
                .arePublic()
                .should(exposeNothingInternal())
                .check(MAIN);
    }

    private static ArchCondition<JavaClass> notAskTheWorld() {
        return new ArchCondition<>("read no clock, no environment and no chance of their own") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                    String target = access.getTargetOwner().getName() + "." + access.getName();
                    if (WORLD.contains(target)) {
                        events.add(SimpleConditionEvent.violated(access, access.getDescription()));
                    }
                }
            }
        };
    }

    private static ArchCondition<JavaClass> exposeNothingInternal() {
        return new ArchCondition<>("have no internal type in a public or protected signature") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMembers().stream()
                        .filter(member ->
                                member.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC)
                                        || member.getModifiers()
                                                .contains(com.tngtech.archunit.core.domain.JavaModifier.PROTECTED))
                        .filter(member -> member.getAllInvolvedRawTypes().stream()
                                .anyMatch(raw -> raw.getPackageName().contains(".internal")))
                        .forEach(member -> events.add(SimpleConditionEvent.violated(member, member.getDescription())));
            }
        };
    }
}
