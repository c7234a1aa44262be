package io.amp4j.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.amp4j.catalog.CatalogException;
import io.amp4j.opamp.OpampException;
import io.amp4j.opamp.testing.FakeOpampServer;
import io.amp4j.otel.AmpConfigurationException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user of the module path sees of the published jars. */
class PublishedModulesTest {
    /** By module; the root package is exported by every one. */
    private static final Map<String, List<String>> BESIDE_THE_ROOT = Map.of(
            "io.amp4j.opamp",
            List.of("packages", "transport"),
            "io.amp4j.otel",
            List.of("contract", "contract.data", "export", "sampling", "span", "telemetry"));

    static Stream<Arguments> publishedModules() {
        return Stream.of(
                argumentSet("catalog-core", CatalogException.class, "io.amp4j.catalog"),
                argumentSet("opamp-client", OpampException.class, "io.amp4j.opamp"),
                argumentSet("opamp-testing", FakeOpampServer.class, "io.amp4j.opamp.testing"),
                argumentSet("otel-init", AmpConfigurationException.class, "io.amp4j.otel"));
    }

    @ParameterizedTest
    @MethodSource("publishedModules")
    void exportsItsRootPackageAndWhatOneKindOfUserNeeds(Class<?> member, String module) throws URISyntaxException {
        ModuleDescriptor descriptor = descriptorOf(member);

        assertThat(descriptor.name()).isEqualTo(module);
        assertThat(descriptor.exports())
                .noneMatch(ModuleDescriptor.Exports::isQualified)
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactlyInAnyOrderElementsOf(exported(module));
    }

    @ParameterizedTest
    @MethodSource("publishedModules")
    void needsNoOtherModuleOfAmp4j(Class<?> member, String module) throws URISyntaxException {
        Set<String> required = descriptorOf(member).requires().stream()
                .filter(other -> !other.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                .map(ModuleDescriptor.Requires::name)
                .collect(Collectors.toSet());

        assertThat(required).isNotEmpty().noneMatch(name -> name.startsWith("io.amp4j"));
    }

    private static Set<String> exported(String module) {
        return Stream.concat(
                        Stream.of(""),
                        BESIDE_THE_ROOT.getOrDefault(module, List.of()).stream().map(name -> "." + name))
                .map(module::concat)
                .collect(Collectors.toSet());
    }

    private static ModuleDescriptor descriptorOf(Class<?> member) throws URISyntaxException {
        Path classes = Path.of(
                member.getProtectionDomain().getCodeSource().getLocation().toURI());
        return ModuleFinder.of(classes).findAll().stream()
                .filter(module -> !module.descriptor().isAutomatic())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no module-info in " + classes))
                .descriptor();
    }
}
