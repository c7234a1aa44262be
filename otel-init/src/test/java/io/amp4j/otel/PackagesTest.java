package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How the packages of the jar stand to each other. */
class PackagesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.amp4j.otel");

    @Test
    void noPackageDependsOnOneThatDependsOnIt() {
        SlicesRuleDefinition.slices()
                .assignedFrom(new EachPackage())
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void whatIsPublicOutsideOfInternalPackagesIsExported() throws Exception {
        Set<String> packages = CLASSES
                .that(DescribedPredicate.describe(
                        "public and not internal",
                        type -> type.getModifiers().contains(JavaModifier.PUBLIC)
                                && !type.getPackageName().contains(".internal.")))
                .stream()
                .map(JavaClass::getPackageName)
                .collect(Collectors.toSet());

        assertThat(packages)
                .containsExactlyInAnyOrder(
                        "io.amp4j.otel",
                        "io.amp4j.otel.contract",
                        "io.amp4j.otel.contract.data",
                        "io.amp4j.otel.export",
                        "io.amp4j.otel.sampling",
                        "io.amp4j.otel.span",
                        "io.amp4j.otel.telemetry");
    }

    /** Each package by its full name; the root does not take in those below it. */
    private static final class EachPackage implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "each package";
        }
    }
}
