package io.amp4j.samples.cli;

import picocli.CommandLine.Command;

/** {@code amp4j catalog}. */
@Command(
        name = "catalog",
        mixinStandardHelpOptions = true,
        description = "Check and use an instrumentation catalog.",
        subcommands = {
            CatalogCheck.class,
            CatalogList.class,
            CatalogImage.class,
            CatalogExplain.class,
            CatalogDiffCommand.class,
            CatalogImpact.class,
            CatalogMirror.class,
            CatalogSchemaCommand.class,
            CatalogView.class,
            CatalogVerifyImages.class
        })
final class CatalogCommand {}
