package io.amp4j.opamp.internal.codec;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.google.protobuf.ByteString;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.wire.AgentConfigFile;
import io.amp4j.opamp.internal.wire.AgentConfigMap;
import io.amp4j.opamp.internal.wire.AgentRemoteConfig;
import io.amp4j.opamp.internal.wire.ConnectionSettingsOffers;
import io.amp4j.opamp.internal.wire.CustomCapabilities;
import io.amp4j.opamp.internal.wire.CustomMessage;
import io.amp4j.opamp.internal.wire.DownloadableFile;
import io.amp4j.opamp.internal.wire.PackageAvailable;
import io.amp4j.opamp.internal.wire.PackagesAvailable;
import io.amp4j.opamp.internal.wire.ServerErrorResponse;
import io.amp4j.opamp.internal.wire.ServerToAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FieldLimitsTest {

    static Stream<Arguments> configurations() {
        return Stream.of(
                argumentSet("hash", FieldLimits.CONFIG_HASH, (IntFunction<ServerToAgent>)
                        size -> config(hash(size), "f", "t")),
                argumentSet("name", FieldLimits.FILE_NAME, (IntFunction<ServerToAgent>)
                        size -> config(hash(4), "f".repeat(size), "t")),
                argumentSet("content type", FieldLimits.CONTENT_TYPE, (IntFunction<ServerToAgent>)
                        size -> config(hash(4), "f", "t".repeat(size))));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void refusesAConfigurationAndNothingElseOfTheMessage(FieldLimits limit, IntFunction<ServerToAgent> message) {
        assertThat(decoded(message.apply(limit.most()))).isInstanceOfSatisfying(ServerMessage.class, taken -> {
            assertThat(taken.remoteConfig()).isNotNull();
            assertThat(taken.refusedConfig()).isNull();
        });
        assertThat(decoded(message.apply(limit.most() + 1))).isInstanceOfSatisfying(ServerMessage.class, taken -> {
            assertThat(taken.remoteConfig()).isNull();
            assertThat(taken.isFullStateRequested()).isTrue();
            assertThat(taken.refusedConfig()).isNotNull().satisfies(refused -> {
                assertThat(refused.reason())
                        .isEqualTo("the " + limit.what() + " has " + (limit.most() + 1) + " " + limit.unit()
                                + ", above the limit of " + limit.most());
                assertThat(refused.hash())
                        .isEqualTo(limit == FieldLimits.CONFIG_HASH ? Hash.EMPTY : Hash.of(new byte[] {0, 0, 0, 0}));
            });
        });
    }

    static Stream<Arguments> messages() {
        return Stream.of(
                argumentSet("settings", FieldLimits.OFFER_HASH, (IntFunction<ServerToAgent>)
                        size -> ServerToAgent.newBuilder()
                                .setConnectionSettings(
                                        ConnectionSettingsOffers.newBuilder().setHash(hash(size)))
                                .build()),
                argumentSet("all packages", FieldLimits.OFFER_HASH, (IntFunction<ServerToAgent>)
                        size -> packages(PackagesAvailable.newBuilder().setAllPackagesHash(hash(size)))),
                argumentSet("package", FieldLimits.OFFER_HASH, (IntFunction<ServerToAgent>) size ->
                        packages(PackagesAvailable.newBuilder()
                                .putPackages(
                                        "p",
                                        PackageAvailable.newBuilder()
                                                .setHash(hash(size))
                                                .build()))),
                argumentSet("file", FieldLimits.OFFER_HASH, (IntFunction<ServerToAgent>) size ->
                        packages(PackagesAvailable.newBuilder()
                                .putPackages(
                                        "p",
                                        PackageAvailable.newBuilder()
                                                .setFile(DownloadableFile.newBuilder()
                                                        .setContentHash(hash(size)))
                                                .build()))),
                argumentSet("name of a package", FieldLimits.PACKAGE_NAME, (IntFunction<ServerToAgent>)
                        size -> packages(PackagesAvailable.newBuilder()
                                .putPackages("p".repeat(size), PackageAvailable.getDefaultInstance()))),
                argumentSet("version of a package", FieldLimits.PACKAGE_VERSION, (IntFunction<ServerToAgent>) size ->
                        packages(PackagesAvailable.newBuilder()
                                .putPackages(
                                        "p",
                                        PackageAvailable.newBuilder()
                                                .setVersion("v".repeat(size))
                                                .build()))),
                argumentSet("capabilities", FieldLimits.CUSTOM_CAPABILITIES, (IntFunction<ServerToAgent>)
                        size -> ServerToAgent.newBuilder()
                                .setCustomCapabilities(CustomCapabilities.newBuilder()
                                        .addAllCapabilities(Collections.nCopies(size, "a.b")))
                                .build()),
                argumentSet("capability", FieldLimits.CUSTOM_CAPABILITY, (IntFunction<ServerToAgent>)
                        size -> ServerToAgent.newBuilder()
                                .setCustomCapabilities(
                                        CustomCapabilities.newBuilder().addCapabilities("c".repeat(size)))
                                .build()),
                argumentSet("capability of a message", FieldLimits.CUSTOM_CAPABILITY, (IntFunction<ServerToAgent>)
                        size -> ServerToAgent.newBuilder()
                                .setCustomMessage(CustomMessage.newBuilder().setCapability("c".repeat(size)))
                                .build()),
                argumentSet("type of a message", FieldLimits.CUSTOM_TYPE, (IntFunction<ServerToAgent>)
                        size -> ServerToAgent.newBuilder()
                                .setCustomMessage(CustomMessage.newBuilder().setType("t".repeat(size)))
                                .build()));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void refusesTheWholeMessage(FieldLimits limit, IntFunction<ServerToAgent> message) {
        assertThat(decoded(message.apply(limit.most()))).isInstanceOf(ServerMessage.class);
        assertThat(decoded(message.apply(limit.most() + 1)))
                .isEqualTo(new Decoded.Malformed("the " + limit.what() + " has " + (limit.most() + 1) + " "
                        + limit.unit() + ", above the limit of " + limit.most()));
    }

    @Test
    void cutsTheTextOfAnErrorBetweenCharacters() {
        String fits = "x".repeat(FieldLimits.ERROR_TEXT.most());
        assertThat(error(fits)).isEqualTo(fits);
        String cut = error(fits + "\ud83d\ude00".repeat(10_000_000));
        assertThat(cut)
                .hasSizeLessThanOrEqualTo(FieldLimits.ERROR_TEXT.most())
                .endsWith("(cut; it had 20004096 characters)");
        assertThat(FieldLimits.cut(cut)).isEqualTo(cut);
        for (int before = 0; before < 2; before++) {
            String smiles = FieldLimits.cut("a".repeat(before) + "\ud83d\ude00".repeat(5_000));
            assertThat(smiles.codePoints())
                    .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        }
    }

    @Test
    void allowsFewerFieldsWhereMessagesAreSmaller() {
        assertThat(FieldLimits.fields(64 << 20)).isEqualTo(1_000_000);
        assertThat(FieldLimits.fields(Integer.MAX_VALUE)).isEqualTo(1_000_000);
        assertThat(FieldLimits.fields(6_400_000)).isEqualTo(100_000);
        assertThat(FieldLimits.fields(1)).isEqualTo(10_000);
    }

    @ParameterizedTest
    @EnumSource
    void isDocumented(FieldLimits limit) throws IOException {
        assertThat(document()).contains("| " + limit.what() + " | " + limit.most() + " " + limit.unit() + " |");
    }

    private static String document() throws IOException {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path document = folder.resolve("docs/opamp-connections.md");
            if (Files.exists(document)) {
                return Files.readString(document);
            }
        }
        throw new IllegalStateException("run this test inside the project");
    }

    private static Decoded decoded(ServerToAgent message) {
        return ServerMessageDecoder.decode(message.toByteArray(), WireScan.MAX_FIELDS);
    }

    private static String error(String text) {
        ServerMessage message = (ServerMessage) decoded(ServerToAgent.newBuilder()
                .setErrorResponse(ServerErrorResponse.newBuilder().setErrorMessage(text))
                .build());
        return requireNonNull(message.error()).message();
    }

    private static ServerToAgent config(ByteString hash, String name, String type) {
        return ServerToAgent.newBuilder()
                .setFlags(ServerMessage.REPORT_FULL_STATE)
                .setRemoteConfig(AgentRemoteConfig.newBuilder()
                        .setConfigHash(hash)
                        .setConfig(AgentConfigMap.newBuilder()
                                .putConfigMap(
                                        name,
                                        AgentConfigFile.newBuilder()
                                                .setContentType(type)
                                                .build())))
                .build();
    }

    private static ServerToAgent packages(PackagesAvailable.Builder packages) {
        return ServerToAgent.newBuilder().setPackagesAvailable(packages).build();
    }

    private static ByteString hash(int size) {
        return ByteString.copyFrom(new byte[size]);
    }
}
