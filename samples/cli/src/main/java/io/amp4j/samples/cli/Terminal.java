package io.amp4j.samples.cli;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with the place where the output goes.
 *
 * @param isInteractive whether a person looks at it, so that a line may be drawn again and again
 * @param hasColour whether colours are wanted
 */
record Terminal(boolean isInteractive, boolean hasColour) {
    private static final String RESET = "\u001b[0m";

    /** Decides by the environment: no colour with {@code NO_COLOR}, and nothing at all on a dumb terminal. */
    static Terminal of(boolean isTerminal, Map<String, String> environment) {
        boolean able = isTerminal && !environment.getOrDefault("TERM", "").equals("dumb");
        return new Terminal(
                able, able && environment.getOrDefault("NO_COLOR", "").isEmpty());
    }

    /** Returns the one that this program runs in. */
    static Terminal system() {
        return of(isTerminal(System.console()), System.getenv());
    }

    /** From JDK 22 on there is a console even where no terminal is, and it has a method that tells. */
    private static boolean isTerminal(@Nullable Console console) {
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    String green(String text) {
        return coloured("\u001b[32m", text);
    }

    String red(String text) {
        return coloured("\u001b[31m", text);
    }

    private String coloured(String colour, String text) {
        return hasColour ? colour + text + RESET : text;
    }
}
