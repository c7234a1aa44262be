package io.amp4j.otel;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.amp4j.otel.contract.SpanReader;
import io.amp4j.otel.contract.data.AgentDetails;
import io.amp4j.otel.contract.data.Classification;
import io.amp4j.otel.contract.data.CrewAiTaskDetails;
import io.amp4j.otel.contract.data.EmbeddingDetails;
import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.LlmDetails;
import io.amp4j.otel.contract.data.RenderedContent;
import io.amp4j.otel.contract.data.RenderedMessage;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.contract.data.RenderedTool;
import io.amp4j.otel.contract.data.RetrieverDetails;
import io.amp4j.otel.contract.data.SpanDetails;
import io.amp4j.otel.contract.data.SpanError;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.SpanReport;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.ToolDetails;
import io.amp4j.otel.contract.data.TracePreview;
import io.amp4j.otel.export.ContentPolicy;
import io.amp4j.otel.export.EvaluationSpanProcessor;
import io.amp4j.otel.internal.setup.ProxyRule;
import io.amp4j.otel.internal.setup.Settings;
import io.amp4j.otel.sampling.AdjustableSampler;
import io.amp4j.otel.sampling.SamplingRules;
import io.amp4j.otel.sampling.TailSamplingLimits;
import io.amp4j.otel.sampling.TailSamplingRule;
import io.amp4j.otel.sampling.TailSamplingStatistics;
import io.amp4j.otel.sampling.TraceFacts;
import io.amp4j.otel.span.Message;
import io.amp4j.otel.span.ToolDefinition;
import io.opentelemetry.sdk.trace.SpanLimits;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What all public values have in common: they can gain a component, and are equal by what they hold. */
class ValuesTest {
    private static Stream<Class<?>> published() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.amp4j.otel").stream()
                        .filter(type -> !type.getPackageName().contains(".internal"))
                        .<Class<?>>map(JavaClass::reflect)
                        .filter(ValuesTest::isPublic)
                        .sorted(Comparator.comparing(Class::getName));
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
    }

    static Stream<Arguments> values() {
        return Stream.<Class<?>>of(
                        AmpConfig.class,
                        ExportStatistics.class,
                        ProxyVariables.class,
                        SdkSettings.class,
                        SdkSettings.Batch.class,
                        SdkSettings.Sampling.class,
                        SdkSettings.Transport.class,
                        AgentDetails.class,
                        Classification.class,
                        CrewAiTaskDetails.class,
                        EmbeddingDetails.class,
                        Finding.class,
                        LlmDetails.class,
                        RenderedMessage.class,
                        RenderedMessage.RenderedToolCall.class,
                        RenderedTokens.class,
                        RenderedTool.class,
                        RetrieverDetails.class,
                        SpanError.class,
                        SpanPreview.class,
                        SpanReport.class,
                        SpanView.class,
                        ToolDetails.class,
                        TracePreview.class,
                        SpanReader.Reading.class,
                        ContentPolicy.class,
                        SamplingRules.class,
                        TailSamplingLimits.class,
                        TailSamplingStatistics.class,
                        TraceFacts.class,
                        Message.class,
                        ToolDefinition.class)
                .map(type -> argumentSet(type.getSimpleName(), type));
    }

    @Test
    void onlyWhatHasItsFinalShapeIsARecord() {
        assertThat(published().filter(Class::isRecord))
                .allMatch(type -> type == SpanDetails.None.class
                        || RenderedContent.class.isAssignableFrom(type)
                        || Message.Part.class.isAssignableFrom(type)
                        || TailSamplingRule.class.isAssignableFrom(type));
    }

    @Test
    void noValueHasAPublicConstructor() {
        assertThat(published().filter(type -> !type.isRecord() && type.getConstructors().length > 0))
                .containsExactlyInAnyOrder(AdjustableSampler.class, EvaluationSpanProcessor.class);
    }

    @ParameterizedTest
    @MethodSource("values")
    void isEqualByEveryComponent(Class<?> type) throws ReflectiveOperationException {
        List<Type> components = components(type);
        Object value = make(type, -1);

        assertThat(value).isEqualTo(make(type, -1)).hasSameHashCodeAs(make(type, -1));
        assertThat(value).hasToString(make(type, -1).toString()).isNotEqualTo("another type");
        for (int i = 0; i < components.size(); i++) {
            assertThat(make(type, i)).as("component %d", i).isNotEqualTo(value);
        }
    }

    /** The parameters of the constructor, or else the setters of the builder. */
    private static List<Type> components(Class<?> type) {
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        if (!isBuilt(constructor)) {
            return List.of(constructor.getGenericParameterTypes());
        }
        List<Type> components = new ArrayList<>();
        Class<?> builder = constructor.getParameterTypes()[0];
        components.addAll(List.of(builder.getDeclaredConstructors()[0].getGenericParameterTypes()));
        setters(builder).forEach(setter -> components.add(setter.getGenericParameterTypes()[0]));
        return components;
    }

    private static boolean isBuilt(Constructor<?> constructor) {
        return constructor.getParameterCount() == 1
                && constructor.getParameterTypes()[0].getSimpleName().equals("Builder");
    }

    private static List<Method> setters(Class<?> builder) {
        return Arrays.stream(builder.getMethods())
                .filter(method -> method.getDeclaringClass() == builder && method.getParameterCount() == 1)
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    /** Makes a value whose components are all the first of their samples, but for one, which is the second. */
    private static Object make(Class<?> type, int other) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        List<Object> samples = new ArrayList<>();
        List<Type> components = components(type);
        for (int i = 0; i < components.size(); i++) {
            samples.add(sample(components.get(i), i == other ? 1 : 0));
        }
        constructor.setAccessible(true);
        if (!isBuilt(constructor)) {
            return constructor.newInstance(samples.toArray());
        }
        Class<?> builderType = constructor.getParameterTypes()[0];
        Constructor<?> builderConstructor = builderType.getDeclaredConstructors()[0];
        builderConstructor.setAccessible(true);
        int required = builderConstructor.getParameterCount();
        Object builder =
                builderConstructor.newInstance(samples.subList(0, required).toArray());
        List<Method> setters = setters(builderType);
        for (int i = 0; i < setters.size(); i++) {
            setters.get(i).invoke(builder, samples.get(required + i));
        }
        return builderType.getMethod("build").invoke(builder);
    }

    private static Object sample(Type type, int which) throws ReflectiveOperationException {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            Object element = sample(arguments[arguments.length - 1], which);
            return requireNonNull(Map.<Type, Object>of(
                            List.class, List.of(element),
                            Set.class, Set.of(element),
                            Map.class, Map.of("key", element),
                            Optional.class, Optional.of(element))
                    .get(generic.getRawType()));
        }
        Class<?> wanted = (Class<?>) type;
        if (wanted.isEnum()) {
            return wanted.getEnumConstants()[which];
        }
        List<Object> known = KNOWN.get(wanted);
        return known == null ? make(wanted, which - 1) : known.get(which);
    }

    private static final Map<Class<?>, List<Object>> KNOWN = Map.ofEntries(
            Map.entry(String.class, List.of("a", "b")),
            Map.entry(Object.class, List.of("a", "b")),
            Map.entry(boolean.class, List.of(false, true)),
            Map.entry(Boolean.class, List.of(false, true)),
            Map.entry(int.class, List.of(1, 2)),
            Map.entry(long.class, List.of(1L, 2L)),
            Map.entry(Long.class, List.of(1L, 2L)),
            Map.entry(double.class, List.of(0.1, 0.2)),
            Map.entry(Double.class, List.of(0.1, 0.2)),
            Map.entry(Duration.class, List.of(Duration.ofSeconds(1), Duration.ofSeconds(2))),
            Map.entry(Path.class, List.of(Path.of("a"), Path.of("b"))),
            Map.entry(URI.class, List.of(URI.create("https://a/v1/traces"), URI.create("https://b/v1/traces"))),
            Map.entry(HeaderSource.class, List.of(HeaderSource.apiKey("a"), HeaderSource.apiKey("b"))),
            Map.entry(
                    SpanLimits.class,
                    List.of(
                            SpanLimits.getDefault(),
                            SpanLimits.builder().setMaxNumberOfLinks(1).build())),
            Map.entry(ProxyRule.class, List.of(proxies("http://a:1"), proxies("http://b:2"))),
            Map.entry(Message.Part.class, List.of(new Message.Text("a"), new Message.Text("b"))),
            Map.entry(RenderedContent.class, List.of(new RenderedContent.Text("a"), new RenderedContent.Text("b"))),
            Map.entry(SpanDetails.class, List.of(ToolDetails.of("a"), ToolDetails.of("b"))));

    private static ProxyRule proxies(String proxy) {
        return ProxyRule.of(new Settings(name -> name.equals("HTTPS_PROXY") ? proxy : null, name -> null));
    }
}
