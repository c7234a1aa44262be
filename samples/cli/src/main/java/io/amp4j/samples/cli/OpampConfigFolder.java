package io.amp4j.samples.cli;

import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.RemoteConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps remote configurations in a directory, one at a time. The files of one are in a directory of its own, and the link
 * {@code current} leads to the one in force: it changes in one step, so that a reader sees the old configuration or the new one,
 * whole, whenever the process dies. All of it is for its owner alone.
 */
final class OpampConfigFolder {
    static final String CURRENT = "current";

    private static final String OFFER = ".amp4j-config-";
    private static final String NEXT = ".amp4j-current-";
    private static final String UNNAMED = "%unnamed";
    private static final int LONGEST_NAME = 180;

    private final Path directory;
    private final Runnable betweenLookAndUse;

    OpampConfigFolder(Path directory) {
        this(directory, () -> {});
    }

    /** @param betweenLookAndUse runs whenever a path was judged and is not opened yet: what others may do at the worst moment */
    OpampConfigFolder(Path directory, Runnable betweenLookAndUse) {
        this.directory = directory.toAbsolutePath().normalize();
        this.betweenLookAndUse = betweenLookAndUse;
    }

    /** Returns why no configuration can be stored, if the directory is not safe; the first store makes one that is not there. */
    Optional<String> problem() {
        try {
            return OpampDirectoryRule.problem(directory).map(problem -> directory + " " + problem);
        } catch (IOException e) {
            return Optional.of(directory + " cannot be used: " + e);
        }
    }

    /**
     * Puts a configuration in force.
     *
     * @return where its files are, by name
     * @throws IOException if that is not possible; the configuration before is still in force
     */
    Map<String, Path> store(RemoteConfig config) throws IOException {
        refuseIfUnsafe();
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, OpampOffer.ownerOnly(directory, "rwx------"));
            refuseIfUnsafe();
        }
        OpampOffer offer = OpampOffer.create(directory, OFFER, betweenLookAndUse);
        try (offer) {
            Map<String, Path> stored = new LinkedHashMap<>();
            for (Map.Entry<String, ConfigFile> file : config.files().entrySet()) {
                String name = fileName(file.getKey());
                offer.write(name, file.getValue());
                stored.put(file.getKey(), directory.resolve(CURRENT).resolve(name));
            }
            pointTo(offer.path());
            deleteOffersExcept(offer.path());
            return stored;
        } catch (IOException | RuntimeException e) {
            delete(offer.path());
            throw e;
        }
    }

    private void refuseIfUnsafe() throws IOException {
        Optional<String> problem = problem();
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
    }

    /**
     * Returns the name under which a file is stored: one that leads nowhere else, whatever the server calls it, and another one for
     * each name.
     */
    static String fileName(String name) {
        if (name.isEmpty()) {
            return UNNAMED;
        }
        StringBuilder safe = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain || c == '-' || c == '_' || (c == '.' && safe.length() > 0)) {
                safe.append(c);
            } else {
                safe.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return safe.length() <= LONGEST_NAME
                ? safe.toString()
                : safe.substring(0, LONGEST_NAME - 66) + "%~" + digest(name);
    }

    private static String digest(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void pointTo(Path offer) throws IOException {
        Path link = directory.resolve(CURRENT);
        if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(link)) {
            throw new IOException(link + " is in the way: it is not a link made by this program");
        }
        Path next = directory.resolve(NEXT + offer.getFileName());
        try {
            Files.createSymbolicLink(next, offer.getFileName());
            Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
        } catch (UnsupportedOperationException | AtomicMoveNotSupportedException e) {
            throw new IOException("the file system of " + directory + " has no links that can be replaced", e);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /** Clears what was in force before, and what an end in the middle left behind. */
    private void deleteOffersExcept(Path current) {
        List<Path> old = new ArrayList<>();
        try (DirectoryStream<Path> offers = Files.newDirectoryStream(directory, OFFER + "*")) {
            offers.forEach(old::add);
        } catch (IOException | RuntimeException e) {
            return; // the next configuration clears it
        }
        old.stream().filter(path -> !path.equals(current)).forEach(this::delete);
    }

    private void delete(Path offer) {
        try {
            OpampOffer.delete(directory, offer, betweenLookAndUse);
        } catch (IOException | RuntimeException e) {
            // The folder is not in use, so it is not visible; the next configuration removes it.
        }
    }
}
