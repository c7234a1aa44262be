package io.amp4j.samples.catalogservice;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.amp4j.catalog.CatalogException;
import io.amp4j.catalog.CatalogLoader;
import io.amp4j.catalog.CatalogSource;
import io.amp4j.catalog.ReloadingCatalog;
import io.amp4j.catalog.Validation;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Serves the catalog on {@code PORT} (8080 by default), reading what AMP's own service reads: {@code INSTRUMENTATION_EXTENSION_PATH} and
 * {@code OTEL_DEFAULT_INSTRUMENTATION_VERSION}. Ends with the list of all problems if the catalog is bad at the start; a file that becomes
 * bad later leaves the last good catalog in place.
 */
public final class CatalogService implements AutoCloseable {
    private static final String REQUEST_SECONDS = "sun.net.httpserver.maxReqTime";
    private static final int MOST_AGENTS = 10_000;
    private static final Logger LOGGER = Logger.getLogger(CatalogService.class.getName());

    private final Map<String, String> environment;
    private final ReloadingCatalog catalogs;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Map<String, Handler>> routes = new LinkedHashMap<>();

    /** Answers one request. */
    private interface Handler {
        void handle(HttpExchange exchange) throws IOException, Http.BadRequest;
    }

    private CatalogService(Map<String, String> environment, ReloadingCatalog catalogs, HttpServer server) {
        this.environment = environment;
        this.catalogs = catalogs;
        this.server = server;
        Agents agents = new Agents(MOST_AGENTS);
        Api api = new Api(catalogs, agents);
        Pages pages = new Pages(catalogs, agents, this::tried);
        routes.put("/", Map.of("GET", pages::form, "POST", pages::create));
        routes.put("/impact", Map.of("GET", pages::values, "POST", pages::impact));
        routes.put("/agent-build-options", Map.of("GET", api::buildOptions));
        routes.put("/agents", Map.of("GET", api::list, "POST", api::create));
        routes.put("/health", Map.of("GET", api::health));
        server.createContext("/", this::handle);
        server.setExecutor(threads);
    }

    /** Starts the service of this process. */
    public static void main(String[] args) throws IOException {
        // The server of the JDK waits without end for a request that does not come to its own.
        if (System.getProperty(REQUEST_SECONDS) == null) {
            System.setProperty(REQUEST_SECONDS, "20");
        }
        Map<String, String> environment = System.getenv();
        int port = port(environment.getOrDefault("PORT", "8080"));
        if (port < 0) {
            System.err.println("PORT must be a number from 0 to 65535");
            System.exit(2);
        }
        try {
            CatalogService service = start(port, environment, loader(environment));
            Runtime.getRuntime().addShutdownHook(new Thread(service::close, "shutdown"));
            System.out.println("The catalog is served on http://localhost:" + service.port() + "/");
        } catch (CatalogException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (BindException e) {
            System.err.println("port " + port + " cannot be used: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Returns the port, or -1 if the text is none. */
    static int port(String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65_535 ? Integer.parseInt(text) : -1;
    }

    /**
     * Starts a service on the loopback interface or, for a port of the environment, on all.
     *
     * @param port 0 for any
     * @throws CatalogException if the catalog is bad
     */
    static CatalogService start(int port, Map<String, String> environment, ReloadingCatalog.Builder catalogs)
            throws IOException {
        ReloadingCatalog open = catalogs.open();
        InetSocketAddress address =
                port == 0 ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0) : new InetSocketAddress(port);
        CatalogService service = new CatalogService(environment, open, HttpServer.create(address, 0));
        service.server.start();
        return service;
    }

    /** Returns what follows the files that the environment names. */
    static ReloadingCatalog.Builder loader(Map<String, String> environment) {
        return ReloadingCatalog.builder(
                CatalogLoader.builder().environment(environment).build());
    }

    int port() {
        return server.getAddress().getPort();
    }

    private Validation tried(String values) {
        return CatalogLoader.builder()
                .environment(environment)
                .extension(CatalogSource.text("values.yaml", values))
                .load();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            Map<String, Handler> methods = routes.get(exchange.getRequestURI().getPath());
            if (methods == null) {
                Http.answer(exchange, 404, Http.JSON, Api.error("there is nothing at this path"));
                return;
            }
            String method = exchange.getRequestMethod();
            Handler handler = methods.get(method.equals("HEAD") ? "GET" : method);
            if (handler == null) {
                exchange.getResponseHeaders().set("Allow", String.join(", ", methods.keySet()));
                Http.answer(exchange, 405, Http.JSON, Api.error("this method is not for this path"));
                return;
            }
            try {
                if (method.equals("POST")) {
                    Http.requireOwnOrigin(exchange);
                }
                handler.handle(exchange);
            } catch (Http.BadRequest e) {
                Http.answer(exchange, e.status(), Http.JSON, Api.error(String.valueOf(e.getMessage())));
            } catch (RuntimeException e) {
                LOGGER.log(Level.SEVERE, "A request failed", e);
                Http.answer(exchange, 500, Http.JSON, Api.error("the service failed; its log says why"));
            }
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "A client went away", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        catalogs.close();
    }
}
