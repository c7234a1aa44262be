package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.amp4j.opamp.packages.DirectoryInstaller;
import io.amp4j.opamp.packages.InstalledPackage;
import io.amp4j.opamp.packages.OfferedPackage;
import io.amp4j.opamp.packages.PackageInstaller;
import io.amp4j.opamp.packages.PackageOptions;
import io.amp4j.opamp.packages.PackagePolicy;
import io.amp4j.opamp.packages.PackageSignature;
import io.amp4j.opamp.packages.PackageStatus;
import io.amp4j.opamp.packages.PackageType;
import io.amp4j.opamp.transport.Connection;
import io.amp4j.opamp.transport.ConnectionListener;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.ConnectionTimeouts;
import io.amp4j.opamp.transport.MessageLimits;
import io.amp4j.opamp.transport.OkHttpTransport;
import io.amp4j.opamp.transport.RecordingListener;
import io.amp4j.opamp.transport.Transport;
import io.amp4j.opamp.transport.TransportFailure;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Calls all that is public with null for one argument after the other, and with nulls in maps and lists. */
class NullArgumentsTest {

    /** Implemented by users, or whose methods this module does not implement in public. */
    private static final Set<Class<?>> FOR_USERS = Set.of(
            BackoffFunction.class,
            ConfigValidator.class,
            HealthProbe.class,
            OpampCallbacks.class,
            PackageInstaller.class,
            PackageSignature.class,
            StateStore.class,
            AttributeValue.Visitor.class,
            Transport.class,
            Connection.class,
            ConnectionListener.class);

    private static final EffectiveConfig CONFIG = EffectiveConfig.of(ConfigFile.yaml("a: 1"));
    private static final InstanceUid UID = InstanceUid.of(new UUID(1, 2));
    private static final AvailableComponents COMPONENTS = AvailableComponents.of(Map.of());
    private static final ScheduledExecutorService SCHEDULER = new ScheduledThreadPoolExecutor(0);

    private static final Map<Class<?>, Object> SAMPLES = samples();

    private static Map<Class<?>, Object> samples() {
        Map<Class<?>, Object> samples = new HashMap<>();
        samples.put(boolean.class, false);
        samples.put(int.class, 1);
        samples.put(long.class, 0L);
        samples.put(double.class, 1.0);
        samples.put(String.class, "127.0.0.1");
        samples.put(byte[].class, new byte[16]);
        samples.put(Map.class, Map.of());
        samples.put(List.class, List.of());
        samples.put(Collection.class, List.of());
        samples.put(Set.class, Set.of());
        samples.put(Optional.class, Optional.empty());
        samples.put(Duration.class, Duration.ofDays(1));
        samples.put(Instant.class, Instant.EPOCH);
        samples.put(InstantSource.class, InstantSource.fixed(Instant.EPOCH));
        samples.put(RandomGenerator.class, new SplittableRandom(1));
        samples.put(LongSupplier.class, (LongSupplier) () -> 0);
        samples.put(Supplier.class, (Supplier<EffectiveConfig>) () -> CONFIG);
        samples.put(UnaryOperator.class, UnaryOperator.identity());
        samples.put(Executor.class, SCHEDULER);
        samples.put(IntSupplier.class, (IntSupplier) () -> 0);
        samples.put(ScheduledExecutorService.class, SCHEDULER);
        samples.put(CompletionStage.class, new CompletableFuture<>());
        samples.put(URI.class, URI.create("http://127.0.0.1:1"));
        samples.put(UUID.class, new UUID(1, 2));
        samples.put(ByteBuffer.class, ByteBuffer.allocate(1));
        samples.put(Path.class, Path.of("no", "such", "file"));
        samples.put(SSLContext.class, TlsSettings.DEFAULT.sslContext());
        samples.put(X509TrustManager.class, TlsSettings.DEFAULT.trustManager());
        samples.put(LastKnownGood.class, LastKnownGood.byReportedHealth().build());
        samples.put(LastKnownGood.Builder.class, LastKnownGood.byReportedHealth());
        samples.put(CertificateRequestPolicy.class, CertificateRequestPolicy.DEFAULT);
        samples.put(CertificateRequestPolicy.Builder.class, CertificateRequestPolicy.builder());
        samples.put(CertificateRequestPolicy.KeyAlgorithm.class, CertificateRequestPolicy.KeyAlgorithm.ED25519);
        samples.put(ConfigRestrictions.class, ConfigRestrictions.builder().build());
        samples.put(ConfigRestrictions.Builder.class, ConfigRestrictions.builder());
        samples.put(ConfigValidator.class, ConfigRestrictions.builder().build());
        samples.put(ConfigVerdict.class, ConfigVerdict.accepted());
        samples.put(Bytes.class, Bytes.EMPTY);
        samples.put(Hash.class, Hash.EMPTY);
        samples.put(PackageStatus.State.class, PackageStatus.State.INSTALLED);
        samples.put(InstanceUid.class, UID);
        samples.put(AttributeValue.class, AttributeValue.empty());
        samples.put(AgentDescription.class, AgentDescription.of("checkout", "1"));
        samples.put(ComponentHealth.class, ComponentHealth.healthy(Instant.EPOCH));
        samples.put(ComponentDetails.class, ComponentDetails.of(Map.of()));
        samples.put(AvailableComponents.class, COMPONENTS);
        samples.put(ConfigFile.class, ConfigFile.yaml("a: 1"));
        samples.put(EffectiveConfig.class, CONFIG);
        samples.put(RemoteConfig.class, RemoteConfig.of(Map.of(), Hash.EMPTY));
        samples.put(RemoteConfigStatus.class, RemoteConfigStatus.UNSET);
        samples.put(RemoteConfigStatus.Status.class, RemoteConfigStatus.Status.APPLIED);
        samples.put(ConnectionSettings.class, ConnectionSettings.NONE);
        samples.put(ConnectionSettingsStatus.class, ConnectionSettingsStatus.UNSET);
        samples.put(ConnectionSettingsStatus.Status.class, ConnectionSettingsStatus.Status.APPLIED);
        samples.put(StoredConnections.class, StoredConnections.NONE);
        samples.put(TelemetryDestination.Signal.class, TelemetryDestination.Signal.LOGS);
        samples.put(CustomCapabilities.class, CustomCapabilities.NONE);
        samples.put(CustomMessage.class, CustomMessage.of("c", "t", Bytes.EMPTY));
        samples.put(BackoffPolicy.class, BackoffPolicy.DEFAULT);
        samples.put(BackoffFunction.class, (BackoffFunction) (attempt, failure) -> failure.retryIn());
        samples.put(OpampCallbacks.class, new OpampCallbacks() {});
        samples.put(StateStore.class, StateStore.inMemory());
        samples.put(TlsSettings.class, TlsSettings.DEFAULT);
        samples.put(ProxySettings.class, ProxySettings.DIRECT);
        samples.put(ServerError.Type.class, ServerError.Type.UNKNOWN);
        samples.put(ConnectionFailure.Kind.class, ConnectionFailure.Kind.CONNECT);
        samples.put(OpampStatus.State.class, OpampStatus.State.NEW);
        samples.put(Throwable.class, new IllegalStateException());
        samples.put(Transport.class, OkHttpTransport.create());
        samples.put(ConnectionTarget.class, ConnectionTarget.of(URI.create("http://127.0.0.1:1")));
        samples.put(ConnectionListener.class, new RecordingListener());
        samples.put(ConnectionTimeouts.class, ConnectionTimeouts.DEFAULT);
        samples.put(MessageLimits.class, MessageLimits.DEFAULT);
        samples.put(TransportFailure.Kind.class, TransportFailure.Kind.LOST);
        samples.put(OkHttpClient.class, new OkHttpClient());
        samples.put(HealthProbe.class, (HealthProbe) HealthProbe.Answer::healthy);
        samples.put(OfferedPackage.class, OfferedPackage.builder("p").build());
        samples.put(PackageType.class, PackageType.ADDON);
        samples.put(PackagePolicy.class, PackagePolicy.DEFAULT);
        samples.put(PackageInstaller.class, DirectoryInstaller.in(Path.of("no", "such", "directory")));
        samples.put(PackageSignature.class, (PackageSignature) (offered, file) -> {});
        samples.put(
                PackageOptions.class,
                PackageOptions.builder(DirectoryInstaller.in(Path.of("no", "such", "directory")))
                        .signature((offered, file) -> {})
                        .build());
        samples.put(AttributeValue.Visitor.class, "refused before it is asked for anything");
        return samples;
    }

    /** Made anew for each call, as it may change. */
    private static final Map<Class<?>, Supplier<Object>> RECEIVERS = receivers();

    private static Map<Class<?>, Supplier<Object>> receivers() {
        Map<Class<?>, Supplier<Object>> receivers = new HashMap<>();
        receivers.put(OpampClientBuilder.class, NullArgumentsTest::clientBuilder);
        receivers.put(OpampClient.class, () -> clientBuilder().build());
        receivers.put(OpampFleet.class, OpampFleet::create);
        receivers.put(OpampFleet.Builder.class, OpampFleet::builder);
        receivers.put(OkHttpTransport.class, OkHttpTransport::create);
        receivers.put(OkHttpTransport.Builder.class, OkHttpTransport::builder);
        receivers.put(ConnectionTarget.Builder.class, () -> ConnectionTarget.builder(URI.create("http://127.0.0.1:1")));
        receivers.put(ConnectionTimeouts.Builder.class, ConnectionTimeouts::builder);
        receivers.put(MessageLimits.Builder.class, MessageLimits::builder);
        receivers.put(
                TransportFailure.Builder.class, () -> TransportFailure.builder(TransportFailure.Kind.LOST, "lost"));
        receivers.put(AgentDescription.Builder.class, AgentDescription::builder);
        receivers.put(ComponentHealth.Builder.class, () -> ComponentHealth.builder(true));
        receivers.put(BackoffPolicy.Builder.class, BackoffPolicy::builder);
        receivers.put(OpampStatus.Builder.class, OpampStatus::builder);
        receivers.put(ServerError.class, () -> ServerError.of(ServerError.Type.UNKNOWN, ""));
        receivers.put(EffectiveConfig.Builder.class, EffectiveConfig::builder);
        receivers.put(MessageData.Builder.class, MessageData::builder);
        receivers.put(ProxySettings.Builder.class, () -> ProxySettings.builder("http://127.0.0.1:1"));
        receivers.put(TlsSettings.Builder.class, TlsSettings::builder);
        receivers.put(OfferedPackage.Builder.class, () -> OfferedPackage.builder("p"));
        receivers.put(PackagePolicy.Builder.class, PackagePolicy::builder);
        receivers.put(
                PackageOptions.Builder.class,
                () -> PackageOptions.builder(DirectoryInstaller.in(Path.of("no", "such", "directory"))));
        receivers.put(DirectoryInstaller.class, () -> DirectoryInstaller.in(Path.of("no", "such", "directory")));
        receivers.put(
                DirectoryInstaller.Builder.class, () -> DirectoryInstaller.builder(Path.of("no", "such", "directory")));
        receivers.put(InstalledPackage.class, () -> InstalledPackage.local("p", "1", Hash.EMPTY));
        receivers.put(ConnectionSettings.class, () -> ConnectionSettings.NONE);
        receivers.put(ConnectionSettings.Builder.class, ConnectionSettings::builder);
        receivers.put(StoredConnections.class, () -> StoredConnections.NONE);
        receivers.put(ClientState.class, () -> ClientState.initial(UID));
        receivers.put(
                ConnectionFailure.class, () -> ConnectionFailure.of(ConnectionFailure.Kind.CONNECT, "refused", null));
        receivers.put(AttributeValue.class, AttributeValue::empty);
        receivers.put(AttributeValue.Text.class, () -> AttributeValue.of("a"));
        receivers.put(AttributeValue.Bool.class, () -> AttributeValue.of(true));
        receivers.put(AttributeValue.Int64.class, () -> AttributeValue.of(1));
        receivers.put(AttributeValue.Float64.class, () -> AttributeValue.of(1.0));
        receivers.put(AttributeValue.Binary.class, () -> new AttributeValue.Binary(Bytes.EMPTY));
        receivers.put(AttributeValue.ListOf.class, () -> new AttributeValue.ListOf(List.of()));
        receivers.put(AttributeValue.MapOf.class, () -> new AttributeValue.MapOf(Map.of()));
        receivers.put(AttributeValue.Empty.class, AttributeValue::empty);
        return receivers;
    }

    private static OpampClientBuilder clientBuilder() {
        return OpampClient.builder(URI.create("http://127.0.0.1:1"))
                .agent(AgentDescription.of("checkout", "1"))
                .health(ComponentHealth.healthy(Instant.EPOCH))
                .effectiveConfig(CONFIG)
                .availableComponents(COMPONENTS);
    }

    @TestFactory
    Stream<DynamicTest> namesTheArgumentThatIsNull() {
        return calls().flatMap(call -> call.references()
                .filter(index -> !isNullable(call.parameter(index)))
                .map(index -> DynamicTest.dynamicTest(call + " " + call.name(index), () -> {
                    Throwable thrown = call.with(index, null);
                    assertThat(thrown).isInstanceOf(NullPointerException.class);
                    assertThat(requireNonNull(thrown).getMessage())
                            .isIn(call.name(index), call.executable().getName());
                })));
    }

    @TestFactory
    Stream<DynamicTest> namesTheArgumentThatHoldsANull() {
        return calls().flatMap(call -> call.references()
                .filter(index -> holder(call.parameter(index)) != null)
                .map(index -> DynamicTest.dynamicTest(call + " " + call.name(index), () -> {
                    Throwable thrown = call.with(index, holder(call.parameter(index)));
                    assertThat(thrown).isInstanceOf(NullPointerException.class);
                    assertThat(requireNonNull(thrown).getMessage())
                            .matches("(" + call.name(index) + "|"
                                    + call.executable().getName() + ") has a null (key|element)");
                })));
    }

    private static boolean isNullable(Parameter parameter) {
        return parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static @Nullable Object holder(Parameter parameter) {
        Class<?> type = parameter.getType();
        if (type == Map.class) {
            Map<Object, Object> map = new HashMap<>();
            map.put(null, "x");
            return map;
        }
        return type == List.class || type == Collection.class ? Arrays.asList((Object) null) : null;
    }

    private static Stream<Call> calls() {
        List<Call> calls = new ArrayList<>();
        for (Class<?> type : PublicTypes.all()) {
            Stream.concat(Stream.of(type.getConstructors()), methods(type))
                    .filter(member -> Modifier.isPublic(member.getModifiers()))
                    .filter(member -> !member.isSynthetic() && !isGiven(member))
                    .filter(member -> !FOR_USERS.contains(type) || Modifier.isStatic(member.getModifiers()))
                    .map(member -> new Call(member, type))
                    .forEach(calls::add);
        }
        return calls.stream().sorted(Comparator.comparing(Call::toString));
    }

    /** The methods of a type, those of a superclass among them that is not public itself. */
    private static Stream<Method> methods(Class<?> type) {
        Class<?> parent = type.getSuperclass();
        Stream<Method> inherited = parent == null || Modifier.isPublic(parent.getModifiers())
                ? Stream.empty()
                : Stream.of(parent.getDeclaredMethods());
        return Stream.concat(Stream.of(type.getDeclaredMethods()), inherited);
    }

    /** The methods that the language defines. */
    private static boolean isGiven(Executable member) {
        return member.getName().equals("equals")
                || (member.getDeclaringClass().isEnum() && member.getName().equals("valueOf"));
    }

    /** A public method or constructor of a public type. */
    private record Call(Executable executable, Class<?> type) {

        Stream<Integer> references() {
            return Stream.iterate(0, i -> i + 1)
                    .limit(executable.getParameterCount())
                    .filter(index -> !parameter(index).getType().isPrimitive());
        }

        Parameter parameter(int index) {
            return executable.getParameters()[index];
        }

        String name(int index) {
            return parameter(index).getName();
        }

        /** Returns what the call throws. */
        @Nullable
        Throwable with(int index, @Nullable Object value) {
            Object[] arguments = Stream.of(executable.getParameterTypes())
                    .map(type -> requireNonNull(SAMPLES.get(type), () -> "no sample of " + type))
                    .toArray();
            arguments[index] = value;
            return catchThrowable(() -> {
                try {
                    invoke(arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
        }

        private void invoke(Object[] arguments) throws ReflectiveOperationException {
            if (executable instanceof Constructor<?> constructor) {
                constructor.newInstance(arguments);
            } else {
                Object receiver = Modifier.isStatic(executable.getModifiers())
                        ? null
                        : RECEIVERS.containsKey(type) ? RECEIVERS.get(type).get() : SAMPLES.get(type);
                ((Method) executable).invoke(receiver, arguments);
            }
        }

        @Override
        public String toString() {
            return type.getSimpleName() + "." + executable.getName()
                    + Arrays.toString(executable.getParameterTypes()).replaceAll("[a-z.]+\\.", "");
        }
    }
}
