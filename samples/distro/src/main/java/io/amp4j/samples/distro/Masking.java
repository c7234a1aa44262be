package io.amp4j.samples.distro;

import java.util.regex.Pattern;

/** Takes secrets out of the values of variables, by what the name says and by how the value looks. */
final class Masking {
    /** The replacement of a secret. */
    static final String MASK = "******";

    private static final Pattern SECRET_NAME = Pattern.compile(
            "(?i).*(key|token|secret|passw|pwd|passphrase|credential|auth|header|cookie|signature|cert).*");
    /** A file is named, not what is in it. */
    private static final Pattern FILE_NAME = Pattern.compile("(?i).*[._](file|certificate|path)$");

    /** Up to the last at sign, because a password may contain some. */
    private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/\\s?#]+(?=@)");

    private static final Pattern PARAMETER = Pattern.compile(
            "(?i)((?:[a-z_.-]*(?:passw|pwd|secret|token|credential|signature|key)[a-z_.-]*|\\bsig)[\"']?\\s*[=:]\\s*)"
                    + "(?:\"[^\"]*\"[^&;,\\s]*|[^&;,\\s]+)");

    private Masking() {}

    /** Returns the value, or what may be shown of it. */
    static String masked(String name, String value) {
        if (SECRET_NAME.matcher(name).matches() && !FILE_NAME.matcher(name).matches()) {
            return MASK;
        }
        return PARAMETER.matcher(USER_INFO.matcher(value).replaceAll(MASK)).replaceAll("$1" + MASK);
    }
}
