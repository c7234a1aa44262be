package io.amp4j.samples.cli;

import static io.amp4j.fuzz.ProtobufDamage.field;
import static io.amp4j.fuzz.ProtobufDamage.join;

import com.google.protobuf.CodedInputStream;
import io.amp4j.fuzz.Damage;
import io.amp4j.fuzz.Fuzzer;
import io.amp4j.fuzz.Input;
import io.amp4j.fuzz.ProtobufDamage;
import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.SpanReader;
import io.amp4j.otel.contract.data.SpanView;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What programs send to {@code otel receive}, and how servers name the files of a configuration. */
class OtlpFuzzTest {
    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] pair(String key, byte[] value) {
        return join(field(1, text(key)), field(2, value));
    }

    private static byte[][] requests() {
        byte[] list = field(5, field(1, field(1, text("a"))), field(1, field(3, 7)));
        byte[] map = field(6, field(1, pair("k", field(2, 1))));
        byte[] span = join(
                field(1, new byte[16]),
                field(2, new byte[8]),
                field(5, text("chat")),
                field(9, pair("gen_ai.system", field(1, text("openai")))),
                field(9, pair("list", list)),
                field(9, pair("map", map)),
                field(11, join(field(2, text("event")), field(3, pair("x", field(7, new byte[3]))))),
                field(13, field(1, new byte[16])),
                field(15, field(3, 2)));
        byte[] resource = field(1, field(1, pair("service.name", field(1, text("svc")))));
        return new byte[][] {
            field(1, resource, field(2, field(2, span))), field(1, field(2, field(2, span), field(2, span)))
        };
    }

    @Test
    void survivesAnyProtobuf(TestInfo test) {
        Fuzzer.run(test, 60, new ProtobufDamage(requests()), bytes -> {
            try {
                OtlpFields found = OtlpFields.inProtobuf(bytes);
                Fuzzer.must(found.fields() <= bytes.length / 2 + 1, "more fields than there can be");
                List<SpanView> spans =
                        OtelProtoSpans.views(ExportTraceServiceRequest.parseFrom(CodedInputStream.newInstance(bytes)));
                Fuzzer.must(spans.size() <= found.spans(), "more spans than were counted");
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void survivesAnyJson(TestInfo test) {
        byte[][] seeds = Input.bytes(
                "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"a\",\"value\":{\"stringValue\":\"b\"}}]},"
                        + "\"scopeSpans\":[{\"spans\":[{\"traceId\":\"00\",\"name\":\"chat\",\"startTimeUnixNano\":\"1\","
                        + "\"status\":{\"code\":2},\"attributes\":[{\"key\":\"i\",\"value\":{\"intValue\":\"12\"}},"
                        + "{\"key\":\"l\",\"value\":{\"arrayValue\":{\"values\":[{\"boolValue\":true}]}}}]}]}]}]}",
                "[{\"spanName\":\"a\",\"status\":\"Ok\",\"attributes\":{\"k\":[1.5e3,null,{\"x\":\"\\u00e4\\ud83d\\ude00\"}]}}]",
                "{\"name\":\"a\"}\n{\"name\":\"b\",\"attributes\":null}\n");
        byte[][] words = Input.bytes(
                "[",
                "{",
                "]",
                "}",
                ",",
                ":",
                "\"",
                "{\"a\":",
                "[[",
                "null",
                "1e999",
                "-0",
                "\\u",
                "\\ud83d",
                "\n",
                "\"values\":[",
                "\"intValue\":",
                "\"doubleValue\":\"",
                "\"kvlistValue\":{");
        Fuzzer.run(test, 30, new Damage(seeds, words), bytes -> {
            int fields = OtlpFields.inJson(bytes).fields();
            SpanReader.Reading reading = SpanReader.read(new String(bytes, StandardCharsets.UTF_8));
            reading.problems().forEach(Fuzzer::checkMessage);
            Fuzzer.must(reading.spans().size() <= fields, "more spans than were counted");
            reading.spans().stream()
                    .limit(3)
                    .forEach(span -> OtelSpanText.span(SpanContract.report(span))
                            .lines()
                            .forEach(line ->
                                    Fuzzer.must(Fuzzer.isPrintable(line), "a line steers the terminal: " + line)));
            return reading.problems().isEmpty();
        });
    }

    @Test
    void survivesAnyNameOfAConfiguration(TestInfo test) {
        byte[][] seeds = Input.bytes(
                "collector.yaml", "../../etc/passwd", "a/b\\c", ".hidden", "CON", "%unnamed", "current", "");
        Fuzzer.run(test, 30, new Damage(seeds, Input.bytes("..", "/", "%2F", "%~", "~", ".")), bytes -> {
            String name = Input.text(bytes);
            String file = OpampConfigFolder.fileName(name);
            Fuzzer.must(file.matches("[A-Za-z0-9_%~-][A-Za-z0-9._%~-]{0,179}"), "a name that leads elsewhere: " + file);
            // Another one for each: what is not changed stands for itself alone.
            Fuzzer.must(file.equals(name) || file.indexOf('%') >= 0, "two names for one file: " + file);
            return file.equals(name);
        });
    }

    @Test
    void survivesAnyPins(TestInfo test, @TempDir Path directory) {
        byte[][] seeds =
                Input.bytes("\ufeffversion,python,count\n0.4.0,3.11,12\n# note\n,\"3.12\",\n", "0.4.0,3.11\r\n");
        Path file = directory.resolve("pins.csv");
        Fuzzer.run(test, 1, new Damage(seeds, Input.bytes(",", "\n", "\"", "#", "999999999")), bytes -> {
            Files.write(file, bytes);
            PinsFile.Content content = PinsFile.read(file);
            content.problems().forEach(problem -> Fuzzer.checkMessage(problem.message()));
            return content.problems().isEmpty();
        });
    }
}
