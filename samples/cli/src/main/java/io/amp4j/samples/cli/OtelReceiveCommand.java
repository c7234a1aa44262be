package io.amp4j.samples.cli;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.SpanReport;
import io.amp4j.otel.export.SpanMapping;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code amp4j otel receive}: shows what a program sends, as AMP would. */
@Command(
        name = "receive",
        mixinStandardHelpOptions = true,
        description = {
            "Receives spans over OTLP/HTTP on the loopback interface and shows what AMP makes of them.",
            "Set AMP_OTEL_ENDPOINT of the program to the address that is printed, and AMP_AGENT_API_KEY to anything."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:ended after --spans or --for", "2:wrong usage, or the port is taken"})
final class OtelReceiveCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            description = "The port; 0 for any that is free. Default: ${DEFAULT-VALUE}.",
            defaultValue = "4318")
    private int port;

    @Option(
            names = "--spans",
            description = "End after so many spans. Default: go on.",
            defaultValue = "9223372036854775807")
    private long spans;

    @Option(names = "--for", paramLabel = "SECONDS", description = "End after so long. Default: go on.")
    private @Nullable Long seconds;

    @Option(
            names = "--format",
            description = "text or json, one object a span. Default: ${DEFAULT-VALUE}.",
            defaultValue = "text")
    private OtelCheckCommand.Format format = OtelCheckCommand.Format.text;

    /** What one batch brought stands together. */
    private final Object printing = new Object();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        refuseNumbersWithoutSense();
        CountDownLatch enough = new CountDownLatch(1);
        AtomicLong seen = new AtomicLong();
        try (OtlpReceiver receiver = OtlpReceiver.start(port, batch -> {
            if (!batch.withKey()) {
                err.println("a batch came without x-amp-api-key; AMP would refuse it");
                err.flush();
            }
            show(out, batch);
            if (seen.addAndGet(batch.spans().size()) >= spans) {
                enough.countDown();
            }
        })) {
            err.println("receiving at " + receiver.endpoint());
            err.flush();
            if (seconds != null) {
                boolean all = enough.await(seconds, TimeUnit.SECONDS);
                err.println(seen + " spans" + (all ? "" : " in " + seconds + " s"));
                err.flush();
            } else {
                enough.await();
            }
            return 0;
        } catch (IOException unusable) {
            throw new WrongUsage(spec.commandLine(), "cannot listen on port " + port + ": " + unusable.getMessage());
        }
    }

    private void refuseNumbersWithoutSense() {
        if (port < 0 || port > 65_535) {
            throw new WrongUsage(spec.commandLine(), "--port must be from 0 to 65535: " + port);
        }
        if (spans < 1) {
            throw new WrongUsage(spec.commandLine(), "--spans must be above 0: " + spans);
        }
        if (seconds != null && seconds < 1) {
            throw new WrongUsage(spec.commandLine(), "--for must be above 0: " + seconds);
        }
    }

    /** Spans are judged on the thread that received them, so that those of one sender do not hold up those of another. */
    private void show(PrintWriter out, OtlpReceiver.Batch batch) {
        List<String> lines = new ArrayList<>();
        for (SpanMapping mapping : SpanMapping.of(batch.spans())) {
            SpanReport report = SpanContract.report(mapping.emitted());
            lines.add(
                    format == OtelCheckCommand.Format.json
                            ? report.toJson()
                            : OtelSpanText.span(report, mapping.framework()));
        }
        if (format == OtelCheckCommand.Format.text) {
            lines.addAll(OtelSpanText.traces(batch.spans()));
        }
        synchronized (printing) {
            lines.forEach(out::println);
            out.flush();
        }
    }
}
