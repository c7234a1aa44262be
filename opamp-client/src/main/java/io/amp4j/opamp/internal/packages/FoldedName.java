package io.amp4j.opamp.internal.packages;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** What file systems make of the name of a file or directory. */
final class FoldedName {
    private static final Pattern DEVICE =
            Pattern.compile("(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\\$|conout\\$) *(?:\\..*)?");

    private FoldedName() {}

    /** Returns what is the same for all names that some file system takes for one. */
    static String of(String name) {
        String folded = Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        int end = folded.length();
        while (end > 0 && (folded.charAt(end - 1) == '.' || folded.charAt(end - 1) == ' ')) {
            end--;
        }
        return folded.substring(0, end);
    }

    /** Returns whether nothing is left of a name on Windows, or it is that of a device there. */
    static boolean isUnusable(String name) {
        String folded = of(name);
        return folded.isEmpty() || DEVICE.matcher(folded).matches();
    }
}
