package io.amp4j.samples.cli;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.SpanReader;
import io.amp4j.otel.contract.data.SpanReport;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.export.SpanMapping;
import io.amp4j.samples.cli.oci.RegularFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
    private static final int MAX_BYTES = 256 << 20;

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

    @Option(
            names = "--mapped",
            description = {
                "Shows each span of a known framework as it is sent to AMP, below as it was emitted,",
                "and judges the former."
            })
    private boolean mapped;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        SpanReader.Reading reading = SpanReader.read(text());
        boolean problems = !reading.problems().isEmpty();
        List<SpanView> sent = new ArrayList<>();
        for (SpanMapping mapping : SpanMapping.of(reading.spans())) {
            SpanView span = mapped ? mapping.mapped() : mapping.emitted();
            SpanReport report = SpanContract.report(span);
            problems |= report.hasProblems();
            sent.add(span);
            if (mapped && format == Format.text && !span.equals(mapping.emitted())) {
                out.println(OtelSpanText.emitted(mapping));
            }
            out.println(format == Format.json ? report.toJson() : OtelSpanText.span(report));
        }
        if (format == Format.text) {
            OtelSpanText.traces(sent).forEach(out::println);
        }
        reading.problems().forEach(problem -> err.println(Printable.text(source() + ": " + problem)));
        out.flush();
        err.flush();
        return problems ? 1 : 0;
    }

    private String source() {
        return file.equals("-") ? "standard input" : file;
    }

    private String text() {
        try {
            byte[] bytes = file.equals("-") ? read(System.in) : RegularFile.read(Path.of(file), MAX_BYTES);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException | RuntimeException unreadable) {
            throw new WrongUsage(
                    spec.commandLine(),
                    "cannot read " + source() + ": " + unreadable.getClass().getSimpleName() + " "
                            + unreadable.getMessage());
        }
    }

    private static byte[] read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IOException("more than " + MAX_BYTES + " bytes; split it");
        }
        return bytes;
    }
}
