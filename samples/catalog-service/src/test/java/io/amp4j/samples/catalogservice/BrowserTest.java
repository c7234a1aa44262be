package io.amp4j.samples.catalogservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pages in a headless Chromium: what a browser makes of them. {@code -Dbrowser=required} fails where there is none;
 * {@code -Dbrowser.screenshot=FILE} keeps a picture.
 */
class BrowserTest {
    @TempDir
    private Path folder;

    private final Clicks clicks = new Clicks();
    private CatalogService service;

    @BeforeEach
    void start() throws IOException {
        Path extension = Files.writeString(folder.resolve("extension.yaml"), """
                additionalInstrumentationVersions:
                  - version: "0.9.0"
                    pythonVersions: ["3.12", "3.13"]
                    imageRepository: registry.example.com/provider
                """);
        Map<String, String> environment = Map.of("INSTRUMENTATION_EXTENSION_PATH", extension.toString());
        service = CatalogService.start(0, environment, CatalogService.loader(environment));
    }

    @AfterEach
    void close() {
        clicks.close();
        service.close();
    }

    private static Path browser() {
        Optional<Path> found = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (!"required".equals(System.getProperty("browser"))) {
            assumeTrue(found.isPresent(), "there is no Chromium here");
        }
        return found.orElseThrow();
    }

    private String run(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                browser().toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--user-data-dir=" + folder.resolve("profile"),
                "--virtual-time-budget=5000"));
        command.addAll(List.of(options));
        Path errors = folder.resolve("errors");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        return output;
    }

    @Test
    void showsTheFormWithTheDefaultsChosen() throws Exception {
        String page = run("--dump-dom", "http://127.0.0.1:" + service.port() + "/");
        assertThat(page)
                .contains("<title>Create an agent</title>")
                .contains(
                        "<option value=\"0.2.1\" selected=\"\">0.2.1 (default) for Python 3.10, 3.11, 3.12, 3.13</option>")
                .contains("<option value=\"3.13\" selected=\"\">3.13</option>");
    }

    @Test
    void sendsTheFormWithoutScriptAndShowsTheErrorBesideTheField() throws Exception {
        String shown = run("--dump-dom", sent("3.10", "0.9.0"));
        assertThat(shown)
                .contains("aria-describedby=\"languageVersion-error\"")
                .contains(
                        "id=\"languageVersion-error\">instrumentation 0.9.0 does not support Python 3.10; choose one of 3.12, 3.13<")
                .doesNotContain("<script");
    }

    /** Returns the address of a page that sends the form, as a person would by a click; the service's own pages have no script. */
    private String sent(String python, String version) throws IOException {
        String page = """
                <form id="f" method="post" action="/">
                <input name="name" value="travel-agent"><input name="languageVersion" value="%s">
                <input name="instrumentationVersion" value="%s"></form>
                <script>document.getElementById("f").submit()</script>""".formatted(python, version);
        return clicks.over(service.port(), page) + "/click";
    }

    @Test
    void canBePictured() throws Exception {
        Path picture = Path.of(System.getProperty(
                "browser.screenshot", folder.resolve("picture.png").toString()));
        String unused = run("--screenshot=" + picture.toAbsolutePath(), "--window-size=900,640", sent("3.10", "0.9.0"));
        assertThat(Files.readAllBytes(picture))
                .startsWith((byte) 0x89, 'P', 'N', 'G')
                .hasSizeGreaterThan(10_000);
    }
}
