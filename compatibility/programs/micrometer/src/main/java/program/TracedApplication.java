package program;

import io.opentelemetry.api.GlobalOpenTelemetry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A web application whose requests Spring Boot traces itself, and in which an agent makes a span of its own. */
@SpringBootApplication
@RestController
public class TracedApplication {
    public static void main(String[] arguments) throws IOException {
        ConfigurableApplicationContext context = SpringApplication.run(TracedApplication.class, arguments);
        String port = context.getEnvironment().getProperty("local.server.port");
        try (InputStream page = URI.create("http://127.0.0.1:" + port + "/hello").toURL().openStream()) {
            System.out.println("page: " + new String(page.readAllBytes()));
        }
        context.close();
    }

    @GetMapping("/hello")
    String hello() {
        GlobalOpenTelemetry.getTracer("agent").spanBuilder("chat").startSpan().end();
        return "hello";
    }
}
