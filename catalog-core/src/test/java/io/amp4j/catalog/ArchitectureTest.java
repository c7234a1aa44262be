package io.amp4j.catalog;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import io.amp4j.catalog.internal.rule.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of the architecture that a compiler does not hold. */
class ArchitectureTest {
    private static final JavaClasses CATALOG = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.amp4j.catalog");

    /** Files, environment, watching and the log; everything else is the core. */
    private static final List<String> SHELL = List.of(
            "CatalogLoader",
            "CatalogSource",
            "Libraries",
            "Log",
            "Opener",
            "ReaderInputStream",
            "Reading",
            "RegularFile",
            "Reloading");

    private static final DescribedPredicate<JavaClass> CORE = describe(
            "are of the core",
            type -> SHELL.stream()
                    .noneMatch(name -> type.getName()
                            .substring(type.getPackageName().length() + 1)
                            .startsWith(name)));

    private static final DescribedPredicate<JavaClass> OUTSIDE_WORLD = describe(
            "are a clock, a socket, a file, a thread or the process",
            type -> type.getName().matches("java\\.(net|nio\\.(file|channels)|util\\.concurrent|util\\.logging)\\..*")
                    || type.getName().matches("java\\.io\\.(File.*|RandomAccessFile|Console)")
                    || type.getName().matches("java\\.lang\\.(Thread.*|Process.*|Runtime)")
                    || type.getName().matches("java\\.util\\.(Random|Timer.*|Date)")
                    || type.getName().matches("java\\.time\\.(Clock|InstantSource|Instant|LocalDate.*)"));

    @Test
    void theCoreTouchesNoClockSocketFileOrThread() {
        noClasses().that(CORE).should().dependOnClassesThat(OUTSIDE_WORLD).check(CATALOG);
        noClasses()
                .that(CORE)
                .should()
                .callMethodWhere(describe(
                        "it asks the system for time, environment or properties",
                        call -> call.getTargetOwner().isEquivalentTo(System.class)
                                && !call.getName().equals("arraycopy")))
                .check(CATALOG);
    }

    @Test
    void nobodyButTheLogTouchesALogger() {
        noClasses()
                .that(describe("are not the log", type -> !type.getName().equals("io.amp4j.catalog.Log")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging")
                .check(CATALOG);
    }

    @Test
    void nothingPublicLeaksInternalTypes() {
        DescribedPredicate<JavaClass> internal = resideInAPackage("..internal..");
        noMethods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .resideInAPackage("io.amp4j.catalog")
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .should()
                .haveRawReturnType(internal)
                .orShould(ArchConditions.haveRawParameterTypes(describe(
                        "hold an internal type", types -> types.stream().anyMatch(internal))))
                .check(CATALOG);
    }

    @Test
    void nodesKnowNeitherLayersNorRules() {
        noClasses()
                .that()
                .resideInAPackage("io.amp4j.catalog.internal.node")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.amp4j.catalog.internal.layer", "io.amp4j.catalog.internal.rule")
                .check(CATALOG);
    }

    @Test
    void rulesAreFinalAndMadeInOnePlaceOnly() {
        classes()
                .that()
                .implement(Rule.class)
                .should()
                .haveModifier(JavaModifier.FINAL)
                .andShould()
                .bePackagePrivate()
                .check(CATALOG);
        DescribedPredicate<JavaClass> rule = JavaClass.Predicates.implement(Rule.class);
        noClasses()
                .that(describe(
                        "are not the list of rules",
                        type -> !type.getSimpleName().equals("Rules")))
                .should()
                .callConstructorWhere(describe(
                        "it makes a rule",
                        call -> rule.test(call.getTargetOwner())
                                && !call.getOriginOwner().equals(call.getTargetOwner())))
                .check(CATALOG);
    }
}
