package io.amp4j.samples.cli;

import picocli.CommandLine.Command;

/** {@code amp4j otel}. */
@Command(
        name = "otel",
        mixinStandardHelpOptions = true,
        description = "Check, send and receive spans.",
        subcommands = {OtelCheckCommand.class, OtelSendCommand.class, OtelReceiveCommand.class})
final class OtelCommand {}
