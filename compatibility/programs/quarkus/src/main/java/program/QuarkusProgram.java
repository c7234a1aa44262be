package program;

import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.IOException;

/** The same program as a Quarkus application; without arguments it runs the beans of the document until a line comes in. */
@QuarkusMain
public class QuarkusProgram implements QuarkusApplication {
    @Inject
    Instance<OpenTelemetry> openTelemetry;

    @Override
    public int run(String... arguments) throws IOException {
        if (arguments.length > 0) {
            Program.main(arguments);
        } else {
            openTelemetry.get().getTracer("checkout").spanBuilder("a bean's").startSpan().end();
            System.in.read();
        }
        return 0;
    }
}
