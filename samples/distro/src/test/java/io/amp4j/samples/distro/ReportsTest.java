package io.amp4j.samples.distro;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.samples.distro.instrumentations.Inventory;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportsTest {
    private static final Inventory NONE = new Inventory(List.of(), name -> false);

    @Test
    void reportsWhatCanBeOfferedAgain() {
        String text = """
            {"amp4j": {"traces": {"sampling": {"ratio": 0.5, "never": ["GET /health"]},
                "tail": {"errors": true, "slowerThanMillis": 9, "ratio": 0, "ratioByName": {"GET /pay": 0.5}}},
              "instrumentations": {"all": false, "byName": {"jdbc": true}},
              "logs": {"export": false}, "logging": {"level": "debug"}, "opamp": {"heartbeatSeconds": 9}}}
            """;
        Options options = OptionsReader.read(text).options();
        String reported = file(Reports.effective(options, 9, "", NONE, Map.of(), Map.of()), "amp4j.json");

        assertThat(OptionsReader.read(reported)).isEqualTo(new OptionsReader.Read(options, List.of()));
        assertThat(reported).contains("\"capture\": true");
    }

    @Test
    void reportsTheEnvironmentWithoutItsSecretsAndWithoutTheRest() {
        EffectiveConfig effective = Reports.effective(
                Options.NONE,
                30,
                "ParentBased",
                NONE,
                Map.of("OTEL_SERVICE_NAME", "shop", "AMP_AGENT_API_KEY", "s3cret", "HOME", "/root"),
                Map.of("otel.exporter.otlp.headers", "api-key=s3cret", "java.home", "/jdk"));

        assertThat(file(effective, "environment.json")).isEqualTo("""
            {
              "sampler": "ParentBased",
              "environment": {
                "AMP_AGENT_API_KEY": "******",
                "OTEL_SERVICE_NAME": "shop"
              },
              "systemProperties": {
                "otel.exporter.otlp.headers": "******"
              }
            }\
            """.stripIndent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OTEL_EXPORTER_OTLP_ENDPOINT | https://host:4318 | https://host:4318",
                "OTEL_EXPORTER_OTLP_ENDPOINT | https://user:p@ss@host/ | https://******@host/",
                "OTEL_EXPORTER_OTLP_ENDPOINT | https://host/?api_key=abc&x=1 | https://host/?api_key=******&x=1",
                "AMP_EXTRA | {\"password\":\"x\"} | {\"password\":******",
                "AMP_EXTRA | {\"token\": \"a, b\", \"team\": \"shop\"} | {\"token\": ******, \"team\": \"shop\"}",
                "OTEL_EXPORTER_OTLP_ENDPOINT | https://host/?sv=1&sig=a%2Fb&x=1 | https://host/?sv=1&sig=******&x=1",
                "OTEL_EXPORTER_OTLP_TRACES_HEADERS | a=b | ******",
                "AMP_AGENT_API_KEY_FILE | /run/key | /run/key",
                "OTEL_RESOURCE_ATTRIBUTES | team=shop,db.password=abc | team=shop,db.password=******"
            })
    void masksSecrets(String name, String value, String shown) {
        assertThat(Masking.masked(name, value)).isEqualTo(shown);
    }

    @Test
    void describesTheProcessWithoutItsCommandLine() {
        Resource resource = Resource.create(Attributes.of(
                AttributeKey.stringKey("service.name"),
                "shop",
                AttributeKey.longKey("process.pid"),
                7L,
                AttributeKey.stringArrayKey("process.command_args"),
                List.of("-Dpassword=abc")));
        assertThat(ManagedAgent.attributes(resource)).isEqualTo(Map.of("service.name", "shop", "process.pid", 7L));
    }

    @Test
    void dumpsThreadsOnRequestOnly() {
        CustomMessage request = CustomMessage.of(ThreadDump.CAPABILITY, ThreadDump.REQUEST, Bytes.utf8(""));
        assertThat(ThreadDump.answer(request)).hasValueSatisfying(answer -> {
            assertThat(answer.type()).isEqualTo(ThreadDump.RESPONSE);
            assertThat(answer.data().toText())
                    .contains(
                            "dumpsThreadsOnRequestOnly",
                            "\"" + Thread.currentThread().getName() + "\"");
        });
        assertThat(ThreadDump.answer(CustomMessage.of(ThreadDump.CAPABILITY, "other", Bytes.utf8(""))))
                .isEmpty();
    }

    private static String file(EffectiveConfig config, String name) {
        ConfigFile file = Objects.requireNonNull(config.files().get(name));
        return file.text();
    }
}
