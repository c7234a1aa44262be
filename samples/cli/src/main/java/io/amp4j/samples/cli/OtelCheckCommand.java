package io.amp4j.samples.cli;

import io.amp4j.otel.SpanContract;
import io.amp4j.otel.SpanReader;
import io.amp4j.otel.SpanReport;
import io.amp4j.otel.SpanView;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code amp4j otel check}: what AMP will show for spans, and what is wrong with them. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what AMP makes of spans, and what is wrong with them.",
            "Reads OTLP JSON, or one span a line: {\"spanName\":…,\"status\":…,\"attributes\":{…}}."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:no problems (advice is none)", "1:problems in the spans or the text", "2:wrong usage"})
final class OtelCheckCommand implements Callable<Integer> {
    /** Larger files are no test data; they would not fit into memory twice either. */
    private static final long MAX_BYTES = 256L << 20;

    enum Format {
        text,
        json
    }

    @Parameters(paramLabel = "FILE|-", description = "The file; - for standard input.")
    private String file = "-";

    @Option(
            names = "--format",
            description = "text or json, one object a span. Default: ${DEFAULT-VALUE}.",
            defaultValue = "text")
    private Format format = Format.text;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        SpanReader.Reading reading = SpanReader.read(text());
        boolean problems = !reading.problems().isEmpty();
        for (SpanView span : reading.spans()) {
            SpanReport report = SpanContract.report(span);
            problems |= report.hasProblems();
            out.println(format == Format.json ? OtelSpanText.json(report) : OtelSpanText.span(report));
        }
        if (format == Format.text) {
            OtelSpanText.traces(reading.spans()).forEach(out::println);
        }
        reading.problems().forEach(problem -> err.println(source() + ": " + OtelSpanText.plain(problem)));
        out.flush();
        err.flush();
        return problems ? 1 : 0;
    }

    private String source() {
        return file.equals("-") ? "standard input" : file;
    }

    private String text() {
        try {
            byte[] bytes;
            if (file.equals("-")) {
                bytes = read(System.in);
            } else {
                try (InputStream in = Files.newInputStream(Path.of(file))) {
                    bytes = read(in);
                }
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException | RuntimeException unreadable) {
            throw new ParameterException(
                    spec.commandLine(),
                    "cannot read " + source() + ": " + unreadable.getClass().getSimpleName() + " "
                            + unreadable.getMessage());
        }
    }

    private static byte[] read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes((int) MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IOException("more than " + MAX_BYTES + " bytes; split it");
        }
        return bytes;
    }
}
