package io.amp4j.opamp;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ConfigValidator} says of a remote configuration. An immutable value.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
public final class ConfigVerdict {
    private static final ConfigVerdict ACCEPTED = new ConfigVerdict(List.of(), null, List.of());

    private final List<String> reasons;
    private final @Nullable Map<String, ConfigFile> files;
    private final List<String> changes;

    private ConfigVerdict(List<String> reasons, @Nullable Map<String, ConfigFile> files, List<String> changes) {
        this.reasons = reasons;
        this.files = files;
        this.changes = changes;
    }

    /** Returns: the agent may have it as it is. */
    public static ConfigVerdict accepted() {
        return ACCEPTED;
    }

    /**
     * Returns: the agent must not have it.
     *
     * @param reasons what the server is told, all of it; without secrets
     * @throws IllegalArgumentException if there is no reason
     */
    public static ConfigVerdict refused(List<String> reasons) {
        List<String> copy = Copies.list(reasons, "reasons");
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("reasons must not be empty");
        }
        return new ConfigVerdict(copy, null, List.of());
    }

    /**
     * Returns: the agent gets other files in place of those offered, under the hash of the offer.
     *
     * @param files what the agent gets
     * @param changes what is different, for the log; without secrets
     */
    public static ConfigVerdict changed(Map<String, ConfigFile> files, List<String> changes) {
        return new ConfigVerdict(List.of(), Copies.ordered(files, "files"), Copies.list(changes, "changes"));
    }

    /** Returns why the agent must not have the configuration; empty if it may. */
    public List<String> reasons() {
        return reasons;
    }

    /** Returns what the agent gets in place of the files offered, if not those. */
    public Optional<Map<String, ConfigFile>> files() {
        return Optional.ofNullable(files);
    }

    /** Returns what is different in {@link #files}. */
    public List<String> changes() {
        return changes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConfigVerdict that
                && reasons.equals(that.reasons)
                && Objects.equals(files, that.files)
                && changes.equals(that.changes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(reasons, files, changes);
    }

    /** Counts the reasons and changes, which may quote the configuration. */
    @Override
    public String toString() {
        if (!reasons.isEmpty()) {
            return "ConfigVerdict[refused, reasons=" + reasons.size() + "]";
        }
        return files == null ? "ConfigVerdict[accepted]" : "ConfigVerdict[changed, changes=" + changes.size() + "]";
    }
}
