package program;

import io.opentelemetry.api.GlobalOpenTelemetry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;

/** An application with the starter, which runs until a line comes in and then shows what became of it. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class StarterApplication {
    public static void main(String[] arguments) throws IOException {
        ConfigurableApplicationContext context = SpringApplication.run(StarterApplication.class, arguments);
        System.in.read();
        System.out.println("bean: " + context.getBean(ShopProperties.class).getLimit());
        String port = context.getEnvironment().getProperty("local.server.port");
        if (port == null) {
            GlobalOpenTelemetry.getTracer("agent").spanBuilder("chat").startSpan().end();
        } else {
            System.out.println("page: " + page(port, "/hello"));
            System.out.println("actuator: " + page(port, "/actuator/amp"));
        }
        context.close();
    }

    private static String page(String port, String path) throws IOException {
        try (InputStream page = URI.create("http://127.0.0.1:" + port + path).toURL().openStream()) {
            return new String(page.readAllBytes());
        }
    }
}
