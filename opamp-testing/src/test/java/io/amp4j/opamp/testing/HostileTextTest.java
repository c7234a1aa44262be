package io.amp4j.opamp.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an agent puts into a text, the report of a test that shows it is not forged and no terminal steered. */
class HostileTextTest {
    /** Line breaks, a terminal's escapes in both forms, what reverses or hides text, half a character and what is none. */
    private static final String HOSTILE = "a\r\n\u001b[31m\u0085\u009b1mb\u2028\u2029\u202e\u2066\ufeff"
            + Character.toString(0xE0041) + "\ud800\ue000\u0378z";

    private static final Pattern NOT_PRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Co}\\p{Cn}]");

    static Stream<Arguments> values() {
        Map<String, Object> attributes = Map.of(HOSTILE, HOSTILE);
        Reported.Description description = new Reported.Description(attributes, attributes);
        Reported.Health health = new Reported.Health(true, 0, HOSTILE, HOSTILE, 0, Map.of(), attributes);
        Reported.File file = new Reported.File(Bytes.utf8(HOSTILE), HOSTILE);
        Reported.ConfigStatus status = new Reported.ConfigStatus(Bytes.utf8(""), 3, HOSTILE);
        Reported.SettingsStatus settings = new Reported.SettingsStatus(Bytes.utf8(""), 3, HOSTILE);
        ReportedPackages packages = new ReportedPackages(
                Map.of(
                        HOSTILE,
                        new ReportedPackages.PackageStatus(
                                HOSTILE,
                                HOSTILE,
                                Bytes.utf8(""),
                                HOSTILE,
                                Bytes.utf8(""),
                                0,
                                HOSTILE,
                                Optional.empty())),
                Bytes.utf8(""),
                HOSTILE);
        Reported.CustomCapabilities capabilities = new Reported.CustomCapabilities(List.of(HOSTILE));
        ReportedComponents components = new ReportedComponents(
                Bytes.utf8(""), Map.of(HOSTILE, new ReportedComponents.Component(attributes, Map.of())));
        return Stream.of(
                        description,
                        health,
                        file,
                        status,
                        settings,
                        packages,
                        packages.packages().values().iterator().next(),
                        capabilities,
                        components,
                        components.components().values().iterator().next(),
                        new Reported.CustomMessage(HOSTILE, HOSTILE, Bytes.utf8(HOSTILE)),
                        new BelievedAgent(
                                Bytes.utf8(HOSTILE),
                                1,
                                1,
                                true,
                                1,
                                Optional.of(description),
                                Optional.of(health),
                                Optional.of(Map.of(HOSTILE, file)),
                                Optional.of(status),
                                Optional.of(settings),
                                Optional.of(packages),
                                Optional.of(capabilities),
                                Optional.of(components)),
                        OfferedFile.of(HOSTILE, HOSTILE, HOSTILE),
                        new ConnectionEvent(ConnectionEvent.Kind.CLOSED, 1, 1, 1001, HOSTILE),
                        new ReceivedRequest(1, 1, 1, HOSTILE, HOSTILE, Map.of(HOSTILE, List.of(HOSTILE)), HOSTILE))
                .map(value -> argumentSet(value.getClass().getSimpleName(), value));
    }

    @ParameterizedTest
    @MethodSource("values")
    void isPrintableInTheTextOfEveryValue(Object value) {
        assertThat(value.toString()).isNotEmpty().doesNotContainPattern(NOT_PRINTABLE);
    }
}
