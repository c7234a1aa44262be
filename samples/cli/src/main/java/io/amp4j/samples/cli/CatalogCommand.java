package io.amp4j.samples.cli;

import picocli.CommandLine.Command;

/** {@code amp4j catalog}. */
@Command(
        name = "catalog",
        mixinStandardHelpOptions = true,
        description = "Check and use an instrumentation catalog.",
        subcommands = {CatalogList.class, CatalogCheck.class, CatalogImage.class})
final class CatalogCommand {}
