package program;

import io.opentelemetry.api.GlobalOpenTelemetry;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A page in which an agent makes a span. */
@RestController
class HelloController {
    @GetMapping("/hello")
    String hello() {
        GlobalOpenTelemetry.getTracer("agent").spanBuilder("chat").startSpan().end();
        return "hello";
    }
}
