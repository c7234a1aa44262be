package io.amp4j.samples.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code amp4j} command line. Exit codes: 0 good, 1 problems in the input, 2 wrong usage. */
@Command(
        name = "amp4j",
        mixinStandardHelpOptions = true,
        version = "amp4j 0.1.0-SNAPSHOT",
        description = "Instrumentation catalogs, OpAMP and spans for WSO2 Agent Manager.",
        subcommands = {CatalogCommand.class, OpampCommand.class, OtelCommand.class})
public final class Amp4j {
    private Amp4j() {}

    /** Runs the command line and exits with its code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** Returns the whole command tree; tests run it in process with writers of their own. */
    static CommandLine commandLine() {
        CommandLine root = new CommandLine(new Amp4j());
        CommandLine completion = new CommandLine(new AutoComplete.GenerateCompletion());
        completion
                .getCommandSpec()
                .usageMessage()
                .description(
                        "Print a script that completes commands and options in bash and zsh:",
                        "source <(amp4j completion)");
        root.addSubcommand("completion", completion);
        tellVersion(root, root.getCommandSpec().version());
        return WrongUsage.toldBy(root);
    }

    /** Every command offers {@code --version}; picocli would answer nothing below the root. */
    private static void tellVersion(CommandLine command, String... version) {
        command.getCommandSpec().version(version);
        command.getSubcommands().values().forEach(below -> tellVersion(below, version));
    }
}
