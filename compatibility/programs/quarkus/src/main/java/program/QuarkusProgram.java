package program;

import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;

/** The same program as a Quarkus application. */
@QuarkusMain
public class QuarkusProgram implements QuarkusApplication {
    @Override
    public int run(String... arguments) throws IOException {
        Program.main(arguments);
        return 0;
    }
}
