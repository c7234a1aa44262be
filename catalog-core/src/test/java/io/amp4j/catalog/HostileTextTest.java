package io.amp4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a file, its name or a request has in a text, no line of a log is forged, no terminal steered and nothing hidden by showing it. */
class HostileTextTest {
    /** Line breaks, a terminal's escapes in both forms, what reverses or hides text, half a character and what is none. */
    private static final String HOSTILE = "a\r\n\u001b[31m\u0085\u009b1mb\u2028\u2029\u202e\u2066\ufeff"
            + Character.toString(0xE0041) + "\ud800\ue000\u0378z";

    private static final Pattern NOT_PRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Co}\\p{Cn}]");

    private static final SourceLocation LOCATION = new SourceLocation(HOSTILE, 1, 1);
    private static final Problem PROBLEM = Problem.of(HOSTILE, Severity.ERROR, LOCATION, HOSTILE)
            .withEntry(HOSTILE)
            .withField(HOSTILE);
    private static final CatalogEntry ENTRY = CatalogEntry.of(
                    HOSTILE,
                    List.of(HOSTILE),
                    HOSTILE,
                    new EntrySource(new CatalogLayer(CatalogLayer.Kind.EXTENSION, HOSTILE), LOCATION))
            .withTraceloopSdk(HOSTILE);
    private static final ImageReference IMAGE = ImageReference.of(HOSTILE, HOSTILE);
    private static final FieldChange FIELD = new FieldChange("version", HOSTILE, HOSTILE);
    private static final Pin PIN = Pin.of(HOSTILE, HOSTILE, 1);
    private static final Explanation EXPLANATION =
            new Explanation(HOSTILE, List.of(new Explanation.Definition(ENTRY, List.of(FIELD))));

    static Stream<Arguments> values() {
        List<CatalogDiff.Change> changes = List.of(
                new CatalogDiff.Added(ENTRY),
                new CatalogDiff.Removed(ENTRY),
                new CatalogDiff.Overridden(ENTRY, ENTRY, List.of(FIELD)),
                new CatalogDiff.PythonsNarrowed(HOSTILE, List.of(HOSTILE)),
                new CatalogDiff.RepositoryRedirected(HOSTILE, HOSTILE, HOSTILE),
                new CatalogDiff.DefaultMoved(HOSTILE, HOSTILE));
        Impact.Remedy remedy = new Impact.Remedy(HOSTILE, ENTRY, List.of(HOSTILE, "3.10"));
        return Stream.concat(
                changes.stream()
                        .flatMap(change -> Stream.of(
                                argumentSet("text of " + change.kind(), change.text()),
                                argumentSet(change.kind(), change))),
                Stream.of(
                        argumentSet("location", LOCATION),
                        argumentSet("problem", PROBLEM),
                        argumentSet("entry", ENTRY),
                        argumentSet("layer", ENTRY.source().layer()),
                        argumentSet("source of an entry", ENTRY.source()),
                        argumentSet("source", CatalogSource.text(HOSTILE, "")),
                        argumentSet("image", IMAGE),
                        argumentSet("field", FIELD),
                        argumentSet("explanation", EXPLANATION),
                        argumentSet("explanation of nothing", new Explanation(HOSTILE, List.of())),
                        argumentSet("definition", EXPLANATION.definitions().get(0)),
                        argumentSet("pin", PIN),
                        argumentSet(
                                "impact",
                                new Impact(List.of(new Impact.Refused(PIN, PROBLEM)), List.of(PIN), List.of(remedy))),
                        argumentSet("remedy", remedy),
                        argumentSet("text of a remedy", remedy.text()),
                        argumentSet(
                                "selection",
                                Selection.update(HOSTILE, HOSTILE, HOSTILE).withInstrumentationVersion(HOSTILE)),
                        argumentSet(
                                "accepted",
                                new SelectionResult.Accepted(
                                        Optional.of(ENTRY), Optional.of(IMAGE), HOSTILE, List.of(PROBLEM))),
                        argumentSet("rejected", new SelectionResult.Rejected(List.of(PROBLEM))),
                        argumentSet("invalid", new Validation.Invalid(List.of(PROBLEM))),
                        argumentSet(
                                "mirror plan",
                                new MirrorPlan(
                                        List.of(new MirrorPlan.Copy(HOSTILE, HOSTILE, IMAGE, IMAGE)),
                                        List.of(new MirrorPlan.Entry(HOSTILE, HOSTILE, List.of(HOSTILE), HOSTILE)))),
                        argumentSet("exception", new CatalogException(List.of(PROBLEM)))));
    }

    @ParameterizedTest
    @MethodSource("values")
    void isPrintableInTheTextOfEveryValue(Object value) {
        assertThat(value.toString()).isNotEmpty().doesNotContainPattern(NOT_PRINTABLE);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("Python", () -> CatalogLoader.builder().platformPythons(List.of(HOSTILE))),
                refusal("path", () -> CatalogLoader.builder().valuesPath(HOSTILE + "..")),
                refusal("code to raise", () -> CatalogLoader.builder().raise(HOSTILE)),
                refusal("code to silence", () -> CatalogLoader.builder().silence(HOSTILE)),
                refusal("registry", () -> MirrorPlan.of(bundled(), HOSTILE)),
                refusal("version and Python", () -> bundled().image(HOSTILE, HOSTILE)),
                refusal("Python of an entry", () -> bundled().entries().get(0).image(HOSTILE)));
    }

    private static Arguments refusal(String name, ThrowingCallable call) {
        return argumentSet(name, call);
    }

    private static InstrumentationCatalog bundled() {
        return CatalogLoader.builder().load().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void isPrintableInEveryRefusal(ThrowingCallable call) {
        assertThat(String.valueOf(catchThrowable(call))).isNotEqualTo("null").doesNotContainPattern(NOT_PRINTABLE);
    }

    @Test
    void isEscapedInJsonThatStillHasTheExactText() throws Exception {
        List<String> documents = List.of(
                CatalogJson.problems(List.of(PROBLEM)),
                CatalogJson.explanation(EXPLANATION),
                CatalogJson.selection(new SelectionResult.Rejected(List.of(PROBLEM))),
                CatalogJson.diff(new CatalogDiff(List.of(new CatalogDiff.Added(ENTRY)))));
        assertThat(documents)
                .allSatisfy(json -> assertThat(json.replace("\n", "")).doesNotContainPattern(NOT_PRINTABLE));

        JsonNode read = new ObjectMapper().readTree(documents.get(0)).at("/problems/0");
        assertThat(List.of(read.get("message").textValue(), read.get("file").textValue()))
                .containsOnly(HOSTILE);
    }

    @Test
    void isCutWithAWordOnHowMuchIsMissing() {
        assertThat(bundled()
                        .check(Selection.create("python", "3.12").withInstrumentationVersion("9".repeat(1_000)))
                        .problems())
                .singleElement()
                .asString()
                .contains("9".repeat(100) + "…(900 more)\"");
    }

    @Test
    void writesNoLineOfItsOwnIntoTheLogThroughAnException() {
        List<LogRecord> records = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                records.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(HostileTextTest.class.getName());
        logger.addHandler(handler);
        try {
            Log.of(HostileTextTest.class)
                    .warning("failed", new IllegalStateException(HOSTILE, new RuntimeException(HOSTILE)));
        } finally {
            logger.removeHandler(handler);
        }
        StringWriter trace = new StringWriter();
        records.get(0).getThrown().printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString().lines())
                .noneMatch(line -> NOT_PRINTABLE.matcher(line.replace("\t", "")).find())
                .anyMatch(line -> line.startsWith("Caused by: java.lang.RuntimeException: a\\r\\n"));
    }
}
