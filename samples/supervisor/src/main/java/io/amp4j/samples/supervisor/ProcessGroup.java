package io.amp4j.samples.supervisor;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A process group of its own for a program and all that it starts, which does not outlive the supervisor.
 *
 * <p>On POSIX systems a shell starts the program: the shell leaves a watcher behind, gives the program a process group, and becomes the program,
 * so that the program is a child of the supervisor. The watcher reads from a pipe that the supervisor holds open, the standard input of the
 * process. When the supervisor ends in any way, the pipe ends, and the watcher ends the process group: with TERM first, and after a limit with
 * KILL. The program itself has an empty standard input.
 */
final class ProcessGroup {
    private static final boolean IS_POSIX =
            !System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

    /** Arguments: the seconds between TERM and KILL, then the command. macOS has no setsid, but perl. */
    private static final String GUARD = """
            exec 3<&0 </dev/null
            limit=$1
            shift
            (
              trap '' HUP INT TERM
              exec >/dev/null 2>&1
              cat <&3
              kill -TERM -$$ || kill -TERM $$
              i=0
              while [ $i -lt $limit ] && { kill -0 -$$ || kill -0 $$; }; do
                sleep 1
                i=$((i + 1))
              done
              kill -KILL -$$ || kill -KILL $$
            ) &
            exec 3<&-
            if command -v setsid >/dev/null 2>&1; then
              exec setsid "$@"
            elif command -v perl >/dev/null 2>&1; then
              exec perl -e 'use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV or exit 127' -- "$@"
            fi
            exec "$@"
            """;

    private ProcessGroup() {}

    /**
     * Starts a program, with its standard error in its output.
     *
     * @param words the command; the path of the configuration takes the place of its name in them
     * @param limit from TERM to KILL if the supervisor ends
     */
    static Process start(Settings settings, List<String> words, Path config, Duration limit) throws IOException {
        List<String> command = new ArrayList<>();
        if (IS_POSIX) {
            command.addAll(List.of("sh", "-c", GUARD, "supervised", Long.toString(Math.max(1, limit.toSeconds()))));
        }
        words.forEach(word -> command.add(word.replace(Settings.CONFIG, config.toString())));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(settings.agent().workingDirectory().toFile())
                .redirectErrorStream(true);
        if (!IS_POSIX) {
            builder.redirectInput(new File("NUL"));
        }
        // The variables of the connection to the server are not for others.
        builder.environment().keySet().removeAll(settings.hiddenVariables());
        settings.agent()
                .environment()
                .forEach((name, value) ->
                        builder.environment().put(name, value.replace(Settings.CONFIG, config.toString())));
        return builder.start();
    }

    /** Sends a signal to the program alone. */
    static void signal(String name, Process program) throws IOException {
        kill(name, Long.toString(program.pid()));
    }

    /** Ends what is left of the group of a program that has ended or must end. */
    static void end(Process program) throws IOException {
        program.descendants().forEach(ProcessHandle::destroyForcibly);
        program.toHandle().destroyForcibly();
        if (IS_POSIX) {
            kill("KILL", "-" + program.pid());
        }
    }

    private static void kill(String signal, String target) throws IOException {
        new ProcessBuilder("sh", "-c", "kill -\"$1\" \"$2\"", "kill", signal, target)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .onExit()
                .completeOnTimeout(null, 5, TimeUnit.SECONDS)
                .join();
    }
}
