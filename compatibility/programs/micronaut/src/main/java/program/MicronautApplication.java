package program;

import io.amp4j.otel.AmpOtel;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.Micronaut;
import jakarta.inject.Singleton;
import java.io.IOException;

/** The same program as a Micronaut application; without arguments it runs the beans of the document until a line comes in. */
public class MicronautApplication {
    public static void main(String[] arguments) throws IOException {
        try (ApplicationContext context = Micronaut.run(MicronautApplication.class, arguments)) {
            if (arguments.length > 0) {
                context.getBean(Service.class).run(arguments);
            } else {
                context.getBean(AmpOtel.class).tracer("checkout").spanBuilder("a bean's").startSpan().end();
                System.in.read();
            }
        }
    }

    @Singleton
    static class Service {
        void run(String... arguments) throws IOException {
            Program.main(arguments);
        }
    }
}
