package io.amp4j.samples.supervisor;

import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.OpampException;
import io.amp4j.opamp.RemoteConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The command line of the supervisor. */
public final class Main {
    private static final String USAGE = """
            usage: java -jar amp4j-supervisor.jar [--validate | --dry-run [--remote FILE]...] supervisor.yaml

              --validate     say all that is wrong with the file, and start nothing
              --dry-run      print the configuration and the command of the agent, without secrets, and start nothing
              --remote FILE  with --dry-run: merge this file as if the server had offered it
            """;

    private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

    private Main() {}

    /** Runs the supervisor until the process is told to end. */
    public static void main(String[] args) {
        if (System.getProperty(LOG_FORMAT) == null) {
            System.setProperty(LOG_FORMAT, "%1$tFT%1$tT.%1$tL%1$tz %4$s %5$s%6$s%n");
        }
        int code = run(args, System.getenv(), System.out, System.err);
        if (code >= 0) {
            System.exit(code);
        }
    }

    /** Returns the exit code, or -1 if the supervisor runs now: 0 if all is well, 1 if something is wrong, 2 if the arguments are. */
    static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
        List<String> options = new ArrayList<>();
        List<Path> remotes = new ArrayList<>();
        List<String> files = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--remote") && i + 1 < args.length) {
                remotes.add(Path.of(args[++i]));
            } else if (args[i].startsWith("-")) {
                options.add(args[i]);
            } else {
                files.add(args[i]);
            }
        }
        boolean isDryRun = options.equals(List.of("--dry-run"));
        boolean isValidation = options.equals(List.of("--validate"));
        if (files.size() != 1
                || !(options.isEmpty() || isDryRun || isValidation)
                || (!remotes.isEmpty() && !isDryRun)) {
            err.print(USAGE);
            return 2;
        }
        Path file = Path.of(files.get(0));
        Path parent = file.toAbsolutePath().normalize().getParent();
        Path directory = parent == null ? file.toAbsolutePath() : parent;
        try {
            Settings settings = SettingsReader.read(Files.readString(file), directory, environment);
            Variables variables = new Variables(environment);
            if (isValidation || isDryRun) {
                return look(settings, variables, isDryRun, remotes, out);
            }
            Supervisor supervisor = new Supervisor(settings, variables, out);
            Runtime.getRuntime().addShutdownHook(new Thread(supervisor::close, "shutdown"));
            supervisor.start();
            hold();
            return -1;
        } catch (SettingsReader.BadSettings e) {
            e.problems().forEach(problem -> err.println(file + ": " + problem));
        } catch (Configuration.BadConfiguration | OpampException e) {
            err.println(file + ": " + e.getMessage());
        } catch (IOException e) {
            err.println(file + ": " + (e instanceof Supervisor.InUseException ? "" : "cannot be read or used: ")
                    + e.getMessage());
        }
        return 1;
    }

    private static int look(
            Settings settings, Variables variables, boolean isDryRun, List<Path> remotes, PrintStream out)
            throws IOException, Configuration.BadConfiguration {
        Map<String, ConfigFile> offered = new LinkedHashMap<>();
        for (Path remote : remotes) {
            offered.put(remote.toString(), ConfigFile.of(Files.readString(remote), ""));
        }
        @Nullable RemoteConfig config = remotes.isEmpty() ? null : RemoteConfig.of(offered, Hash.EMPTY);
        Configuration.Merged merged = new Configuration(settings, variables).merge(config);
        if (!isDryRun) {
            out.println("the file is good");
            return 0;
        }
        out.println("# command: " + String.join(" ", settings.agent().command()));
        out.print(merged.isEmpty() ? "# no configuration yet\n" : merged.shown());
        return 0;
    }

    /** All threads but this one are daemons; it keeps the process. */
    private static void hold() {
        Thread holder = new Thread(
                () -> {
                    while (true) {
                        LockSupport.park();
                    }
                },
                "supervisor-main");
        holder.start();
    }
}
