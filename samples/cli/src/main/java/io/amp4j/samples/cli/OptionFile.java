package io.amp4j.samples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A small file of text that an option names. */
final class OptionFile {
    private static final int LARGEST = 64 << 10;

    private OptionFile() {}

    /** Returns what is in the file; what is wrong with it is added to {@code problems}, and nothing is returned then. */
    static Optional<String> read(String option, Path file, List<String> problems) {
        try {
            if (!Files.isRegularFile(file)) {
                problems.add(option + ": " + ShownPath.of(file) + " is not a file");
            } else if (Files.size(file) > LARGEST) {
                problems.add(option + ": " + ShownPath.of(file) + " is larger than " + (LARGEST >> 10) + " KiB");
            } else {
                return Optional.of(Files.readString(file));
            }
        } catch (IOException e) {
            problems.add(option + ": " + ShownPath.of(file) + " cannot be read");
        }
        return Optional.empty();
    }
}
