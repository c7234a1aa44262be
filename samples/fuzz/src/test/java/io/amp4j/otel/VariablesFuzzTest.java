package io.amp4j.otel;

import io.amp4j.fuzz.Damage;
import io.amp4j.fuzz.Fuzzer;
import io.amp4j.fuzz.Input;
import io.amp4j.otel.internal.setup.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** All variables together, as somebody else's deployment sets them. */
class VariablesFuzzTest {
    private static final byte[][] SEEDS = Input.bytes(
            "AMP_OTEL_ENDPOINT=https://gateway.example.com/otel\fAMP_AGENT_API_KEY=key\fAMP_TRACE_CONTENT=true",
            "AMP_OTEL_ENDPOINT=http://localhost:4318\fAMP_AGENT_API_KEY=key\fOTEL_SERVICE_NAME=svc\f"
                    + "OTEL_RESOURCE_ATTRIBUTES=a=b,c=d%20e\fOTEL_BSP_SCHEDULE_DELAY=5s\fOTEL_BSP_MAX_QUEUE_SIZE=2048",
            "AMP_OTEL_ENDPOINT=https://g.example\fAMP_AGENT_API_KEY=k\fOTEL_TRACES_SAMPLER=traceidratio\f"
                    + "OTEL_TRACES_SAMPLER_ARG=0.25\fOTEL_PROPAGATORS=tracecontext,baggage\fOTEL_SDK_DISABLED=false",
            "AMP_OTEL_ENDPOINT=https://g.example\fAMP_AGENT_API_KEY=k\fOTEL_EXPORTER_OTLP_TIMEOUT=10000\f"
                    + "OTEL_EXPORTER_OTLP_COMPRESSION=gzip\fOTEL_EXPORTER_OTLP_CERTIFICATE=/etc/ca.pem\f"
                    + "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT=128\fHTTPS_PROXY=http://user:p%40ss@proxy:3128\fNO_PROXY=.example");

    @Test
    void survivesAnyVariables(TestInfo test) {
        Fuzzer.run(
                test, 20, new Damage(SEEDS, Input.bytes("\f", "=", ",", "%", "1.5", "ms", "none", "true")), bytes -> {
                    Map<String, String> variables = new HashMap<>();
                    for (String line : Input.text(bytes).split("\f", -1)) {
                        int equals = line.indexOf('=');
                        if (equals > 0) {
                            variables.put(line.substring(0, equals), line.substring(equals + 1));
                        }
                    }
                    variables.remove("AMP_AGENT_API_KEY_FILE");
                    try {
                        AmpConfig config = new ConfigRequest(
                                        new Settings(variables::get, name -> null),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Map.of(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        false,
                                        false)
                                .resolve();
                        Fuzzer.checkMessage(config.toString());
                        return true;
                    } catch (AmpConfigurationException e) {
                        List<String> problems = e.problems();
                        Fuzzer.must(!problems.isEmpty(), "no problem");
                        problems.forEach(Fuzzer::checkMessage);
                        return false;
                    }
                });
    }
}
