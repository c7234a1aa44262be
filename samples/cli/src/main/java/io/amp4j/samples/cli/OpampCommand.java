package io.amp4j.samples.cli;

import picocli.CommandLine.Command;

/** {@code amp4j opamp}. */
@Command(
        name = "opamp",
        mixinStandardHelpOptions = true,
        description = "Try OpAMP agents and servers.",
        subcommands = {OpampAgentCommand.class, OpampServerCommand.class})
final class OpampCommand {}
