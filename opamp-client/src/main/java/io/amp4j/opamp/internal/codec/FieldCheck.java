package io.amp4j.opamp.internal.codec;

import io.amp4j.opamp.internal.wire.AgentConfigFile;
import io.amp4j.opamp.internal.wire.AgentRemoteConfig;
import io.amp4j.opamp.internal.wire.CustomCapabilities;
import io.amp4j.opamp.internal.wire.PackageAvailable;
import io.amp4j.opamp.internal.wire.PackagesAvailable;
import io.amp4j.opamp.internal.wire.ServerToAgent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks fields against {@link FieldLimits}, before they are converted. */
final class FieldCheck {

    private FieldCheck() {}

    /** Returns why the whole message cannot be used, or null. */
    static @Nullable String problem(ServerToAgent message) {
        String problem = exceeded(
                FieldLimits.OFFER_HASH,
                message.getConnectionSettings().getHash().size());
        if (problem == null) {
            problem = packages(message.getPackagesAvailable());
        }
        if (problem == null) {
            problem = capabilities(message.getCustomCapabilities());
        }
        if (problem == null) {
            problem = exceeded(
                    FieldLimits.CUSTOM_CAPABILITY,
                    message.getCustomMessage().getCapability().length());
        }
        return problem != null
                ? problem
                : exceeded(
                        FieldLimits.CUSTOM_TYPE,
                        message.getCustomMessage().getType().length());
    }

    /** Returns why a configuration is refused, or null. */
    static @Nullable String problem(AgentRemoteConfig config) {
        String problem =
                exceeded(FieldLimits.CONFIG_HASH, config.getConfigHash().size());
        for (Map.Entry<String, AgentConfigFile> file :
                config.getConfig().getConfigMapMap().entrySet()) {
            if (problem == null) {
                problem = exceeded(FieldLimits.FILE_NAME, file.getKey().length());
            }
            if (problem == null) {
                problem = exceeded(
                        FieldLimits.CONTENT_TYPE,
                        file.getValue().getContentType().length());
            }
        }
        return problem;
    }

    private static @Nullable String packages(PackagesAvailable packages) {
        String problem =
                exceeded(FieldLimits.OFFER_HASH, packages.getAllPackagesHash().size());
        for (Map.Entry<String, PackageAvailable> each :
                packages.getPackagesMap().entrySet()) {
            PackageAvailable offered = each.getValue();
            if (problem == null) {
                problem = exceeded(FieldLimits.PACKAGE_NAME, each.getKey().length());
            }
            if (problem == null) {
                problem = exceeded(
                        FieldLimits.PACKAGE_VERSION, offered.getVersion().length());
            }
            if (problem == null) {
                problem = exceeded(FieldLimits.OFFER_HASH, offered.getHash().size());
            }
            if (problem == null) {
                problem = exceeded(
                        FieldLimits.OFFER_HASH,
                        offered.getFile().getContentHash().size());
            }
        }
        return problem;
    }

    private static @Nullable String capabilities(CustomCapabilities capabilities) {
        String problem = exceeded(FieldLimits.CUSTOM_CAPABILITIES, capabilities.getCapabilitiesCount());
        for (String name : capabilities.getCapabilitiesList()) {
            if (problem == null) {
                problem = exceeded(FieldLimits.CUSTOM_CAPABILITY, name.length());
            }
        }
        return problem;
    }

    private static @Nullable String exceeded(FieldLimits limit, int size) {
        return limit.allows(size) ? null : limit.exceededBy(size);
    }
}
