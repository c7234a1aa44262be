package io.amp4j.opamp;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The decision of a {@link ConfigValidator} about a remote configuration. An immutable value.
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

    /** Returns a verdict that says: the agent gets the configuration as it is. */
    public static ConfigVerdict accepted() {
        return ACCEPTED;
    }

    /**
     * Returns a verdict that says: the agent must not get the configuration.
     *
     * @param reasons all of them are reported to the server; they must hold no secrets
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
     * Returns a verdict that says: the agent gets other files in place of those offered, under the hash of the offer.
     *
     * @param files the files that the agent gets
     * @param changes what is different, for the log; they must hold no secrets
     */
    public static ConfigVerdict changed(Map<String, ConfigFile> files, List<String> changes) {
        return new ConfigVerdict(List.of(), Copies.ordered(files, "files"), Copies.list(changes, "changes"));
    }

    /** Returns why the agent must not get the configuration; empty if it may. */
    public List<String> reasons() {
        return reasons;
    }

    /** Returns the files that the agent gets in place of those offered; empty if it gets those offered. */
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

    /** Shows only the number of reasons and changes, which may quote the configuration. */
    @Override
    public String toString() {
        if (!reasons.isEmpty()) {
            return "ConfigVerdict[refused, reasons=" + reasons.size() + "]";
        }
        return files == null ? "ConfigVerdict[accepted]" : "ConfigVerdict[changed, changes=" + changes.size() + "]";
    }
}
