package io.amp4j.samples.cli;

import io.amp4j.catalog.CatalogSchema;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code amp4j catalog schema}. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description = "Print the JSON Schema of the operator's list, ready as the values.schema.json of a chart.")
final class CatalogSchemaCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec command;

    @Override
    public Integer call() {
        if (command == null) {
            throw new IllegalStateException("not a command yet");
        }
        command.commandLine().getOut().print(CatalogSchema.json());
        command.commandLine().getOut().flush();
        return ExitCode.GOOD;
    }
}
