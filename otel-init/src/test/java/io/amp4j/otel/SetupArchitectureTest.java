package io.amp4j.otel;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of setting up and of sampling are values in, values out. */
class SetupArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.amp4j.otel");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "internal\\.setup\\..*",
                "sampling\\.(RateAllowance|SamplingRules|SpanFacts|TailDecision|TailSamplingRule|TraceFacts)(\\$.*)?"
            })
    void keepsClockSocketFileAndThreadOutOfTheCore(String core) {
        noClasses()
                .that()
                .haveNameMatching("io\\.amp4j\\.otel\\." + core)
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.io..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net.http..",
                        "java.util.concurrent.."))
                .orShould()
                .dependOnClassesThat(nameMatching("java\\.lang\\.(Thread|System|Runtime|Process.*)"))
                .orShould()
                .dependOnClassesThat(nameMatching("java\\.time\\.(Clock|InstantSource)"))
                .orShould()
                .callMethod("java.time.Instant", "now")
                .orShould()
                .dependOnClassesThat(nameMatching("java\\.util\\.logging\\.(Logger|LogManager)"))
                .check(CLASSES);
    }

    @Test
    void doesNotLetTheCoreKnowTheShell() {
        noClasses()
                .that()
                .resideInAPackage("io.amp4j.otel.internal.setup")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.amp4j.otel", "io.amp4j.otel.internal.export..")
                .check(CLASSES);
    }
}
