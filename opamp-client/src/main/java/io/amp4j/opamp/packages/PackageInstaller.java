package io.amp4j.opamp.packages;

import io.amp4j.opamp.Experimental;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Puts packages where the agent uses them. The client decides what is to be installed, downloads and verifies it, and reports about it; this
 * does what only the agent knows.
 *
 * <p>Methods are called one at a time, on a thread that may block. What they throw is reported to the server as the reason of a failure, so its
 * message must hold no secret. The process may end at any moment, within a method as well: each of them must then leave behind either what was
 * there before or what is there after it, and {@link #installed()} says which.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
public interface PackageInstaller {

    /** Returns what the agent has, each name once: what is active, and not what is only ready to be activated. */
    Collection<InstalledPackage> installed() throws Exception;

    /**
     * Returns the directory where files are downloaded to, best on the file system where they are installed. It is made if need be, and files in it
     * may be left from an earlier process to be continued.
     */
    Path downloads() throws Exception;

    /**
     * Makes a version ready beside the one that is active, which stays as it is. Called again for the same version if the process ended
     * in between.
     *
     * @param file the content, whose hash and signature are verified; it may be moved away
     */
    void install(OfferedPackage offered, Path file) throws Exception;

    /** Makes the version that was installed last the active one, in place of another of the same name, which is kept. */
    void activate(OfferedPackage offered) throws Exception;

    /**
     * Makes the version before {@code failed} the active one again, or none if there was none before. Does nothing if {@code failed} is
     * not active.
     */
    void rollBack(OfferedPackage failed) throws Exception;

    /** Removes a package with all its versions. */
    void uninstall(String name) throws Exception;

    /**
     * The content that is active is offered under another version or hash: takes note of that. Returns false if that cannot be done, as by
     * default; then the package is installed anew.
     */
    default boolean relabel(OfferedPackage offered) throws Exception {
        return false;
    }
}
