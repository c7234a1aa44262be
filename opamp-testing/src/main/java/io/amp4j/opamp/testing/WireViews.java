package io.amp4j.opamp.testing;

import com.google.protobuf.ByteString;
import io.amp4j.opamp.testing.internal.wire.AgentConfigFile;
import io.amp4j.opamp.testing.internal.wire.AgentDescription;
import io.amp4j.opamp.testing.internal.wire.AnyValue;
import io.amp4j.opamp.testing.internal.wire.AvailableComponents;
import io.amp4j.opamp.testing.internal.wire.ComponentDetails;
import io.amp4j.opamp.testing.internal.wire.ComponentHealth;
import io.amp4j.opamp.testing.internal.wire.ConnectionSettingsRequest;
import io.amp4j.opamp.testing.internal.wire.ConnectionSettingsStatus;
import io.amp4j.opamp.testing.internal.wire.CustomMessage;
import io.amp4j.opamp.testing.internal.wire.EffectiveConfig;
import io.amp4j.opamp.testing.internal.wire.KeyValue;
import io.amp4j.opamp.testing.internal.wire.PackageStatus;
import io.amp4j.opamp.testing.internal.wire.PackageStatuses;
import io.amp4j.opamp.testing.internal.wire.RemoteConfigStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Converts decoded messages to the public value types. */
final class WireViews {
    private WireViews() {}

    static Bytes bytes(ByteString value) {
        return Bytes.of(value.toByteArray());
    }

    static Reported.Description description(AgentDescription wire) {
        return new Reported.Description(
                attributes(wire.getIdentifyingAttributesList()), attributes(wire.getNonIdentifyingAttributesList()));
    }

    static Reported.Health health(ComponentHealth wire) {
        return new Reported.Health(
                wire.getHealthy(),
                wire.getStartTimeUnixNano(),
                wire.getLastError(),
                wire.getStatus(),
                wire.getStatusTimeUnixNano(),
                each(wire.getComponentHealthMapMap(), WireViews::health),
                attributes(wire.getAttributesList()));
    }

    static Map<String, Reported.File> files(EffectiveConfig wire) {
        return each(wire.getConfigMap().getConfigMapMap(), WireViews::file);
    }

    static Reported.ConfigStatus configStatus(RemoteConfigStatus wire) {
        return new Reported.ConfigStatus(
                bytes(wire.getLastRemoteConfigHash()), wire.getStatusValue(), wire.getErrorMessage());
    }

    static Reported.SettingsStatus settingsStatus(ConnectionSettingsStatus wire) {
        return new Reported.SettingsStatus(
                bytes(wire.getLastConnectionSettingsHash()), wire.getStatusValue(), wire.getErrorMessage());
    }

    static Reported.CustomMessage customMessage(CustomMessage wire) {
        return new Reported.CustomMessage(wire.getCapability(), wire.getType(), bytes(wire.getData()));
    }

    static ReportedComponents components(AvailableComponents wire) {
        return new ReportedComponents(bytes(wire.getHash()), each(wire.getComponentsMap(), WireViews::component));
    }

    static Reported.SettingsRequest settingsRequest(ConnectionSettingsRequest wire) {
        return new Reported.SettingsRequest(
                wire.getOpamp().hasCertificateRequest()
                        ? Optional.of(
                                bytes(wire.getOpamp().getCertificateRequest().getCsr()))
                        : Optional.empty());
    }

    static ReportedPackages packages(PackageStatuses wire) {
        return new ReportedPackages(
                each(wire.getPackagesMap(), WireViews::packageStatus),
                bytes(wire.getServerProvidedAllPackagesHash()),
                wire.getErrorMessage());
    }

    private static ReportedPackages.PackageStatus packageStatus(PackageStatus wire) {
        return new ReportedPackages.PackageStatus(
                wire.getName(),
                wire.getAgentHasVersion(),
                bytes(wire.getAgentHasHash()),
                wire.getServerOfferedVersion(),
                bytes(wire.getServerOfferedHash()),
                wire.getStatusValue(),
                wire.getErrorMessage(),
                wire.hasDownloadDetails()
                        ? Optional.of(new ReportedPackages.Download(
                                wire.getDownloadDetails().getDownloadPercent(),
                                wire.getDownloadDetails().getDownloadBytesPerSecond()))
                        : Optional.empty());
    }

    private static Reported.File file(AgentConfigFile wire) {
        return new Reported.File(bytes(wire.getBody()), wire.getContentType());
    }

    private static ReportedComponents.Component component(ComponentDetails wire) {
        return new ReportedComponents.Component(
                attributes(wire.getMetadataList()), each(wire.getSubComponentMapMap(), WireViews::component));
    }

    private static Map<String, Object> attributes(List<KeyValue> wire) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (KeyValue pair : wire) {
            attributes.put(pair.getKey(), value(pair.getValue()));
        }
        return attributes;
    }

    private static Object value(AnyValue wire) {
        return switch (wire.getValueCase()) {
            case STRING_VALUE -> wire.getStringValue();
            case BOOL_VALUE -> wire.getBoolValue();
            case INT_VALUE -> wire.getIntValue();
            case DOUBLE_VALUE -> wire.getDoubleValue();
            case ARRAY_VALUE ->
                wire.getArrayValue().getValuesList().stream()
                        .map(WireViews::value)
                        .toList();
            case KVLIST_VALUE -> attributes(wire.getKvlistValue().getValuesList());
            case BYTES_VALUE -> bytes(wire.getBytesValue());
            case VALUE_NOT_SET -> Reported.NO_VALUE;
        };
    }

    private static <W, V> Map<String, V> each(Map<String, W> wire, Function<W, V> view) {
        Map<String, V> views = new LinkedHashMap<>();
        wire.forEach((key, value) -> views.put(key, view.apply(value)));
        return views;
    }
}
