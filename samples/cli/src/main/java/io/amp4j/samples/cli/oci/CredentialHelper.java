package io.amp4j.samples.cli.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Programs named {@code docker-credential-…} that know the credentials of registries. */
final class CredentialHelper {
    private static final String PREFIX = "docker-credential-";
    /** A name goes into the name of a program, so it must not lead elsewhere. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private static final int LONGEST_ANSWER = 1 << 16;
    private static final String KNOWS_NONE = "credentials not found";

    private final String searchPath;
    private final Duration timeout;

    /**
     * Takes where to look for the programs and how long each may take.
     *
     * @param searchPath directories as in {@code PATH}
     */
    CredentialHelper(String searchPath, Duration timeout) {
        this.searchPath = searchPath;
        this.timeout = timeout;
    }

    /**
     * Asks a helper.
     *
     * @return what it knows; empty when it knows of no credentials
     * @throws IOException when it is not there or does not do its work; the message has nothing of what it wrote
     */
    Optional<Credentials> ask(String name, String server) throws IOException, InterruptedException {
        if (!NAME.matcher(name).matches()) {
            throw new IOException("the docker config names a credential helper that is no program name");
        }
        String program = PREFIX + name;
        Process process = new ProcessBuilder(find(program).toString(), "get")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            Thread reader = new Thread(() -> read(process.getInputStream(), answer), program + "-output");
            reader.setDaemon(true);
            reader.start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write((server + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It answered without listening; what it answered counts.
            }
            byte[] bytes = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException();
            }
            return credentials(program, process.exitValue(), bytes);
        } catch (TimeoutException e) {
            throw new IOException(program + " did not answer within " + timeout.toMillis() / 1000.0 + " s");
        } catch (ExecutionException e) {
            throw new IOException(program + " could not be read");
        } finally {
            process.destroyForcibly();
        }
    }

    private static void read(InputStream stream, CompletableFuture<byte[]> into) {
        try (stream) {
            into.complete(stream.readNBytes(LONGEST_ANSWER));
        } catch (IOException e) {
            into.completeExceptionally(e);
        }
    }

    private Path find(String program) throws IOException {
        for (String directory : searchPath.split(Pattern.quote(File.pathSeparator), -1)) {
            for (String suffix : new String[] {"", ".exe"}) {
                Path candidate = Path.of(directory, program + suffix);
                // An empty part of PATH means the working directory, from which no helper must be run.
                if (!directory.isEmpty() && Files.isExecutable(candidate)) {
                    return candidate;
                }
            }
        }
        throw new IOException(program + " is not on the PATH");
    }

    private static Optional<Credentials> credentials(String program, int exitCode, byte[] answer) throws IOException {
        if (exitCode != 0) {
            if (new String(answer, StandardCharsets.UTF_8).startsWith(KNOWS_NONE)) {
                return Optional.empty();
            }
            throw new IOException(program + " failed with exit code " + exitCode);
        }
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(answer);
        } catch (IOException e) {
            // The parser's message would quote the answer.
            throw new IOException(program + " did not answer with JSON");
        }
        String user = json.path("Username").asText("");
        String secret = json.path("Secret").asText("");
        return secret.isEmpty() ? Optional.empty() : Optional.of(Credentials.of(user, secret));
    }
}
