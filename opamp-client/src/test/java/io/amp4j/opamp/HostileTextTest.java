package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.amp4j.opamp.internal.codec.AgentMessage;
import io.amp4j.opamp.internal.codec.ConnectionOffer;
import io.amp4j.opamp.internal.codec.HeaderLine;
import io.amp4j.opamp.internal.codec.PackagesOffer;
import io.amp4j.opamp.internal.codec.RefusedConfig;
import io.amp4j.opamp.internal.codec.ServerMessage;
import io.amp4j.opamp.internal.codec.SettingsOffer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a server or a user puts into a text, no line of a log is forged, no terminal steered and nothing hidden by showing it. */
class HostileTextTest {
    /** Line breaks, a terminal's escapes in both forms, what reverses or hides text, half a character and what is none. */
    static final String HOSTILE = "a\r\n\u001b[31m\u0085\u009b1mb\u2028\u2029\u202e\u2066\ufeff"
            + Character.toString(0xE0041) + "\ud800\ue000\u0378z";

    private static final Pattern NOT_PRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Co}\\p{Cn}]");

    private static final Hash HASH = Hash.of((byte) 1);

    static Stream<Arguments> values() {
        AttributeValue text = AttributeValue.of(HOSTILE);
        Map<String, AttributeValue> attributes =
                Map.of(HOSTILE, text, "map", new AttributeValue.MapOf(Map.of(HOSTILE, text)));
        ConfigFile file = ConfigFile.of(HOSTILE, HOSTILE);
        Map<String, ConfigFile> files = Map.of(HOSTILE, file);
        RemoteConfig remote = RemoteConfig.of(files, HASH);
        RemoteConfigStatus status = RemoteConfigStatus.failed(HASH, HOSTILE);
        CustomMessage custom = CustomMessage.of(HOSTILE, HOSTILE, Bytes.utf8(HOSTILE));
        CustomCapabilities capabilities = CustomCapabilities.announced(Set.of(HOSTILE));
        ComponentHealth health = ComponentHealth.builder(false)
                .lastError(HOSTILE)
                .status(HOSTILE)
                .component(
                        HOSTILE, ComponentHealth.builder(true).status(HOSTILE).build())
                .attribute(HOSTILE, text)
                .build();
        ComponentDetails details = ComponentDetails.of(attributes, Map.of(HOSTILE, ComponentDetails.of(attributes)));
        AvailableComponents components = AvailableComponents.of(Map.of(HOSTILE, details));
        AgentDescription description = AgentDescription.builder()
                .identifying(HOSTILE, text)
                .nonIdentifying(HOSTILE + "2", text)
                .build();
        EffectiveConfig effective = EffectiveConfig.of(files);
        ConnectionFailure failure =
                ConnectionFailure.of(ConnectionFailure.Kind.LOST, HOSTILE, new IOException(HOSTILE));
        ServerError error = ServerError.of(ServerError.Type.UNKNOWN, HOSTILE);
        HeaderLine header = new HeaderLine(HOSTILE, HOSTILE);
        ConnectionOffer offer = new ConnectionOffer(
                HOSTILE,
                List.of(header),
                new ConnectionOffer.Certificate(Bytes.utf8(HOSTILE), Bytes.utf8(HOSTILE), Bytes.utf8(HOSTILE)),
                new ConnectionOffer.Tls(HOSTILE, true, true, HOSTILE, HOSTILE, List.of(HOSTILE)),
                new ConnectionOffer.Proxy(HOSTILE, List.of(header)));
        SettingsOffer settings = new SettingsOffer(
                HASH,
                new SettingsOffer.Opamp(offer, Duration.ZERO),
                offer,
                offer,
                offer,
                Map.of(HOSTILE, new SettingsOffer.Other(offer, Map.of(HOSTILE, HOSTILE))));
        PackagesOffer packages = new PackagesOffer(
                Map.of(
                        HOSTILE,
                        new PackagesOffer.Item(
                                PackagesOffer.Type.ADDON,
                                HOSTILE,
                                new PackagesOffer.File(HOSTILE, HASH, Bytes.utf8(HOSTILE), List.of(header)),
                                HASH)),
                HASH);
        ServerMessage message = ServerMessage.builder(Bytes.utf8(HOSTILE))
                .error(error)
                .remoteConfig(remote)
                .customCapabilities(capabilities)
                .customMessage(custom)
                .build();
        return Stream.of(
                argumentSet("attribute", new AttributeValue.MapOf(attributes)),
                argumentSet("attributes", new AttributeValue.ListOf(List.of(text))),
                argumentSet("bytes", Bytes.utf8(HOSTILE)),
                argumentSet("file", file),
                argumentSet("remote configuration", remote),
                argumentSet("effective configuration", effective),
                argumentSet("status", status),
                argumentSet("custom message", custom),
                argumentSet("custom capabilities", capabilities),
                argumentSet("health", health),
                argumentSet("details", details),
                argumentSet("components", components),
                argumentSet("description", description),
                argumentSet("failure", failure),
                argumentSet("message of a failure", failure.message()),
                argumentSet("error", error),
                argumentSet(
                        "state",
                        ClientState.initial(new InstanceUid(1, 2))
                                .withRemoteConfig(remote)
                                .withRemoteConfigStatus(status)),
                argumentSet("applied", ConfigOutcome.applied(effective)),
                argumentSet("failed", ConfigOutcome.failed(HOSTILE)),
                argumentSet(
                        "applying", ConfigOutcome.applying(CompletableFuture.failedFuture(new IOException(HOSTILE)))),
                argumentSet("header line", header),
                argumentSet("settings", settings),
                argumentSet("packages", packages),
                argumentSet("package", packages.packages().values().iterator().next()),
                argumentSet("refused configuration", new RefusedConfig(HASH, "too deep")),
                argumentSet("message of the server", message),
                argumentSet("message to a callback", message.toMessageData()),
                argumentSet(
                        "message of the agent",
                        AgentMessage.builder(new InstanceUid(1, 2), 1, 1)
                                .agentDescription(description)
                                .health(health)
                                .effectiveConfig(effective)
                                .remoteConfigStatus(status)
                                .customMessage(custom)
                                .customCapabilities(capabilities)
                                .availableComponents(components, true)
                                .build()));
    }

    @ParameterizedTest
    @MethodSource("values")
    void isPrintableInTheTextOfEveryValue(Object value) {
        assertPrintable(value.toString());
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                refusal("capability", () -> CustomCapabilities.of(List.of(HOSTILE))),
                refusal("uid", () -> InstanceUid.parse(HOSTILE)),
                refusal("host", () -> OpampClient.endpointOn(HOSTILE)),
                refusal("header name", () -> builder().header(HOSTILE, "value")),
                refusal("header value", () -> builder().header("x-name", HOSTILE)),
                refusal(
                        "same file twice",
                        () -> EffectiveConfig.builder()
                                .file(HOSTILE, ConfigFile.yaml(""))
                                .file(HOSTILE, ConfigFile.yaml(""))),
                refusal("resource", () -> AgentDescription.fromResourceAttributes(Map.of(HOSTILE, new Object()))),
                refusal("proxy", () -> ProxySettings.of(HOSTILE)),
                refusal(
                        "proxy header",
                        () -> ProxySettings.builder("proxy")
                                .connectHeader(HOSTILE, HOSTILE)
                                .build()),
                refusal(
                        "TLS",
                        () -> TlsSettings.builder()
                                .minVersion(HOSTILE)
                                .cipherSuites(List.of(HOSTILE))
                                .trustedCertificatesFile(Path.of("/\u001b[31m/\u202e.pem"))
                                .build()));
    }

    private static Arguments refusal(String name, ThrowingCallable call) {
        return argumentSet(name, call);
    }

    private static OpampClientBuilder builder() {
        return OpampClient.builder(URI.create("https://localhost/v1/opamp"));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void isPrintableInEveryRefusal(ThrowingCallable call) {
        Throwable refusal = catchThrowable(call);
        assertThat(refusal).isNotNull();
        for (Throwable at = refusal; at != null; at = at.getCause()) {
            assertPrintable(at.toString());
        }
    }

    @Test
    void isCutWhereItIsLong() {
        String name = "n".repeat(10_000);
        assertThat(CustomMessage.of(name, name, Bytes.EMPTY).toString())
                .contains("…(9800 more)")
                .hasSizeLessThan(1_000);
        assertThat(CustomCapabilities.announced(Set.copyOf(IntStream.range(0, 10_000)
                                .mapToObj(i -> name + i)
                                .toList()))
                        .toString())
                .contains("…(9980 more)")
                .hasSizeLessThan(10_000);
    }

    private static void assertPrintable(String text) {
        assertThat(text).isNotEmpty().doesNotContainPattern(NOT_PRINTABLE);
    }
}
