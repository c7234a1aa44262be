package io.amp4j.samples.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.ITypeInfo;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Wrong usage, and how all wrong usage is told: nothing that was typed steers the terminal, and what does not look like what belongs in its
 * place is described and not quoted, since it may be a secret.
 */
final class WrongUsage extends ParameterException {
    private static final long serialVersionUID = 1L;

    /** Values that no secret looks like, where a number is needed and where one of some words is. */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9.]{1,6}[a-z]{0,2}");

    private static final Pattern WORD = Pattern.compile("[A-Za-z_-]{1,16}");

    private static final Pattern OPTION = Pattern.compile("-[a-zA-Z]|--[a-z][a-z-]{1,30}");
    private static final Pattern COMMAND = Pattern.compile("[a-z-]{1,20}");

    private static final int SHORTEST_SECRET = 4;

    private final ArrayList<String> problems;

    WrongUsage(CommandLine command, List<String> problems) {
        super(command, String.join("; ", problems));
        this.problems = new ArrayList<>(problems);
    }

    WrongUsage(CommandLine command, String problem) {
        this(command, List.of(problem));
    }

    /** Returns the command line, which tells of wrong usage, its subcommands' too, as this class does. */
    static CommandLine toldBy(CommandLine command) {
        return command.setParameterExceptionHandler(WrongUsage::tell);
    }

    private static int tell(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        for (String line : lines(wrong, arguments)) {
            err.println(command.getColorScheme().errorText(Printable.text(line)));
        }
        if (!UnmatchedArgumentException.printSuggestions(wrong, err)) {
            command.usage(err, command.getColorScheme());
        }
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static List<String> lines(ParameterException wrong, String... arguments) {
        if (wrong instanceof WrongUsage ours) {
            return ours.problems;
        }
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            boolean takesCommands = !wrong.getCommandLine().getSubcommands().isEmpty();
            return unmatched.getUnmatched().stream()
                    .map(argument -> unmatched(argument, takesCommands))
                    .toList();
        }
        if (wrong.getArgSpec() != null && wrong.getValue() != null && wrong.getClass() == ParameterException.class) {
            return List.of(unusable(wrong.getArgSpec(), wrong.getValue()));
        }
        String message = String.valueOf(wrong.getMessage());
        for (String value : values(wrong.getCommandLine(), arguments)) {
            message = message.replace("'" + value + "'", Printable.described(value))
                    .replace(value, Printable.described(value));
        }
        return List.of(message);
    }

    /** Says what is needed in our own words, since picocli's quote whatever was typed. */
    private static String unusable(ArgSpec argument, String value) {
        String where = argument instanceof OptionSpec option
                ? "Invalid value for option '" + option.longestName() + "': "
                : "Invalid value for " + argument.paramLabel() + ": ";
        ITypeInfo type = argument.typeInfo();
        ITypeInfo item = type.isMultiValue() ? type.getAuxiliaryTypeInfos().get(0) : type;
        if (item.isEnum()) {
            return where + "one of " + item.getEnumConstantNames() + " is needed; this is " + shown(value, WORD);
        }
        String needed = item.isBoolean() ? "true or false" : item.getType() == Path.class ? "a path" : "a number";
        return where + needed + " is needed; this is " + shown(value, NUMBER);
    }

    private static String shown(String value, Pattern harmless) {
        return harmless.matcher(value).matches() ? "'" + value + "'" : Printable.described(value);
    }

    private static String unmatched(String argument, boolean takesCommands) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        if (OPTION.matcher(name).matches()) {
            return "Unknown option: '" + name + "'";
        }
        return "Unmatched argument: "
                + (takesCommands && COMMAND.matcher(argument).matches()
                        ? "'" + argument + "'"
                        : Printable.described(argument) + "; a value with blanks needs quotes");
    }

    /**
     * Returns what was typed or stands in a file that was named with a sign @, and what stands behind a sign = in it; the longest first, since
     * one may be part of another.
     */
    private static List<String> values(CommandLine command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        for (CommandLine each = command; each != null; each = each.getParent()) {
            ParseResult parsed = each.getParseResult();
            if (parsed != null) {
                all.addAll(parsed.expandedArgs());
            }
        }
        List<String> commands =
                List.of(command.getCommandSpec().qualifiedName(" ").split(" "));
        return all.stream()
                .flatMap(argument -> Stream.of(argument, argument.substring(argument.indexOf('=') + 1)))
                .filter(value -> value.length() >= SHORTEST_SECRET
                        && !OPTION.matcher(value).matches()
                        && !commands.contains(value))
                .distinct()
                .sorted((one, other) -> other.length() - one.length())
                .toList();
    }
}
