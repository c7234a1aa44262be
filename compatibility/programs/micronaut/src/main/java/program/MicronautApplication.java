package program;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.Micronaut;
import jakarta.inject.Singleton;
import java.io.IOException;

/** The same program as a Micronaut application. */
public class MicronautApplication {
    public static void main(String[] arguments) throws IOException {
        try (ApplicationContext context = Micronaut.run(MicronautApplication.class, arguments)) {
            context.getBean(Service.class).run(arguments);
        }
    }

    @Singleton
    static class Service {
        void run(String... arguments) throws IOException {
            Program.main(arguments);
        }
    }
}
