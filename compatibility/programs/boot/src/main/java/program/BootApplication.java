package program;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The same program as a Spring Boot application. */
@SpringBootApplication
public class BootApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(BootApplication.class, arguments).close();
    }

    @Bean
    CommandLineRunner program() {
        return Program::main;
    }
}
