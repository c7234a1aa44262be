package io.amp4j.opamp.internal.packages;

import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.text.Printable;
import io.amp4j.opamp.packages.InstalledPackage;
import io.amp4j.opamp.packages.OfferedPackage;
import io.amp4j.opamp.packages.PackageType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The versions of one package: {@code versions/ID} with the files of each, {@code versions/ID.package} with what it was offered as, and the
 * links {@code current} and {@code previous}. Each step is one rename, so whenever the process ends one of two states is there.
 */
final class VersionedDirectory {
    private static final String CURRENT = "current";
    private static final String PREVIOUS = "previous";
    private static final String NOTE = ".package";
    private static final String TEMPORARY = ".tmp-";
    private static final int MOST_NOTE = 64 << 10;
    private static final int LONGEST_VERSION = 1024;
    private static final Pattern UNUSUAL = Pattern.compile("[^A-Za-z0-9._-]");

    private final Path root;
    private final Path versions;

    VersionedDirectory(Path root) {
        this.root = root;
        this.versions = root.resolve("versions");
    }

    /** Fills a version; the one that is active stays as it is. */
    void install(OfferedPackage offered, Path file, String plainName, boolean executable, ArchiveLimits limits)
            throws IOException {
        noteOf(offered);
        PrivateFiles.ownDirectory(root);
        PrivateFiles.ownDirectory(versions);
        prune();
        String id = id(offered);
        if (isComplete(id) && (isTarget(CURRENT, id) || isTarget(PREVIOUS, id))) {
            note(id, offered); // in use, and made from the same verified content
            return;
        }
        Path temporary = versions.resolve(TEMPORARY + id);
        PrivateFiles.remove(temporary);
        PrivateFiles.remove(versions.resolve(id));
        PrivateFiles.directory(temporary);
        try {
            Unpacker.unpack(file, temporary, plainName, executable, limits);
        } catch (IOException | RuntimeException | Error e) {
            PrivateFiles.remove(temporary);
            throw e;
        }
        note(id, offered);
        PrivateFiles.rename(temporary, versions.resolve(id));
    }

    void activate(OfferedPackage offered) throws IOException {
        String id = id(offered);
        if (!isComplete(id)) {
            throw new IOException("the version '" + Printable.text(offered.version(), 100) + "' is not installed");
        }
        Optional<String> active = target(CURRENT);
        if (active.isPresent() && active.get().equals(id)) {
            return;
        }
        if (active.isPresent()) {
            link(PREVIOUS, active.get());
        }
        link(CURRENT, id);
    }

    void rollBack(OfferedPackage failed) throws IOException {
        String id = id(failed);
        if (!isTarget(CURRENT, id)) {
            return;
        }
        Optional<String> before = target(PREVIOUS);
        if (before.isPresent() && !before.get().equals(id) && isComplete(before.get())) {
            link(CURRENT, before.get());
        } else {
            Files.deleteIfExists(root.resolve(CURRENT));
            PrivateFiles.syncDirectory(root);
        }
    }

    boolean relabel(OfferedPackage offered) throws IOException {
        Optional<String> active = target(CURRENT);
        Optional<InstalledPackage> installed = installed();
        if (active.isEmpty()
                || installed.isEmpty()
                || !installed.get().contentHash().equals(offered.contentHash())) {
            return false;
        }
        note(active.get(), offered);
        return true;
    }

    Optional<Path> current() throws IOException {
        return target(CURRENT).filter(this::isComplete).map(versions::resolve);
    }

    Optional<InstalledPackage> installed() throws IOException {
        Optional<String> active = target(CURRENT);
        return active.isPresent() && isComplete(active.get())
                ? Optional.of(InstalledPackage.from(noted(active.get())))
                : Optional.empty();
    }

    void uninstall() throws IOException {
        Files.deleteIfExists(root.resolve(CURRENT));
        PrivateFiles.remove(root);
    }

    /** By content as well as by name: what is in a directory never changes under its name. */
    private String id(OfferedPackage offered) throws IOException {
        String content = contentId(offered);
        Optional<String> there = installedAs(content);
        if (there.isPresent()) {
            return there.get();
        }
        String version = UNUSUAL.matcher(offered.version()).replaceAll("_");
        return "v" + version.substring(0, Math.min(60, version.length())) + content;
    }

    private static String contentId(OfferedPackage offered) {
        return "-"
                + HexFormat.of()
                        .formatHex(sha256().digest(offered.contentHash().bytes().toByteArray()));
    }

    /** Finds content under whatever version it was offered first. */
    private Optional<String> installedAs(String content) throws IOException {
        if (!Files.isDirectory(versions, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(versions)) {
            for (Path each : found) {
                String name = String.valueOf(each.getFileName());
                if (name.startsWith("v") && name.endsWith(content) && isComplete(name)) {
                    return Optional.of(name);
                }
            }
        }
        return Optional.empty();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private boolean isComplete(String id) {
        return Files.isDirectory(versions.resolve(id), LinkOption.NOFOLLOW_LINKS)
                && Files.isRegularFile(versions.resolve(id + NOTE), LinkOption.NOFOLLOW_LINKS);
    }

    private boolean isTarget(String link, String id) throws IOException {
        return target(link).filter(id::equals).isPresent();
    }

    /** Returns the version that a link of ours leads to. */
    private Optional<String> target(String link) throws IOException {
        Path path = root.resolve(link);
        if (!Files.isSymbolicLink(path)) {
            return Optional.empty();
        }
        Path target = Files.readSymbolicLink(path);
        return target.getNameCount() == 2 && target.startsWith("versions") && !target.endsWith("..")
                ? Optional.of(target.getFileName().toString())
                : Optional.empty();
    }

    private void link(String name, String id) throws IOException {
        Path temporary = root.resolve(TEMPORARY + name);
        Files.deleteIfExists(temporary);
        try {
            Files.createSymbolicLink(temporary, Path.of("versions", id));
        } catch (UnsupportedOperationException | FileSystemException e) {
            throw new IOException("symbolic links cannot be made in " + root, e);
        }
        PrivateFiles.rename(temporary, root.resolve(name));
    }

    /** Removes what no link leads to: versions of long ago, and what an end of the process left half done. */
    private void prune() throws IOException {
        Set<String> kept = new HashSet<>();
        for (String link : List.of(CURRENT, PREVIOUS)) {
            target(link).ifPresent(id -> {
                kept.add(id);
                kept.add(id + NOTE);
            });
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(versions)) {
            for (Path each : found) {
                if (!kept.contains(String.valueOf(each.getFileName()))) {
                    PrivateFiles.remove(each);
                }
            }
        }
    }

    /** Returns what is written down of a package; refuses what could not be read again. */
    private static byte[] noteOf(OfferedPackage offered) throws IOException {
        if (offered.version().length() > LONGEST_VERSION) {
            throw new IOException("the version of the package has "
                    + offered.version().length() + " characters, above the limit of " + LONGEST_VERSION);
        }
        Properties note = new Properties();
        note.setProperty("name", offered.name());
        note.setProperty("type", offered.type().name());
        note.setProperty("version", offered.version());
        note.setProperty("hash", offered.hash().bytes().toHex());
        note.setProperty("contentHash", offered.contentHash().bytes().toHex());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        note.store(out, null);
        if (out.size() > MOST_NOTE) {
            throw new IOException("the version and hashes of the package are too long to be kept");
        }
        return out.toByteArray();
    }

    private void note(String id, OfferedPackage offered) throws IOException {
        byte[] note = noteOf(offered);
        Path temporary = versions.resolve(TEMPORARY + id + NOTE);
        Files.deleteIfExists(temporary);
        try (FileChannel channel = PrivateFiles.create(temporary, false)) {
            Channels.newOutputStream(channel).write(note);
            channel.force(true);
        }
        PrivateFiles.rename(temporary, versions.resolve(id + NOTE));
    }

    private OfferedPackage noted(String id) throws IOException {
        Properties note = new Properties();
        Path file = versions.resolve(id + NOTE);
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            note.load(new java.io.StringReader(new String(in.readNBytes(MOST_NOTE), StandardCharsets.ISO_8859_1)));
            return OfferedPackage.builder(note.getProperty("name", ""))
                    .type(PackageType.valueOf(note.getProperty("type", PackageType.ADDON.name())))
                    .version(note.getProperty("version", ""))
                    .hash(Hash.parse(note.getProperty("hash", "")))
                    .contentHash(Hash.parse(note.getProperty("contentHash", "")))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new IOException("what was noted of the version " + id + " is damaged", e);
        }
    }
}
