package io.amp4j.opamp.network;

import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's {@code nginx-light} as a reverse proxy with TLS in front of a server that speaks plain HTTP, in one process. */
final class Nginx {
    static final Path PROGRAM = Path.of("/usr/sbin/nginx");

    private Nginx() {}

    /**
     * Starts it on a port of 127.0.0.1, with {@code server.pem} and {@code server.key} in the directory.
     *
     * @param extra more lines of the {@code server}
     */
    static Daemon start(Path directory, int port, int backend, String extra) throws Exception {
        Path config = Files.writeString(directory.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log stderr notice;
                events { worker_connections 64; }
                http {
                  access_log off;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
                  server {
                    listen 127.0.0.1:%d ssl http2;
                    ssl_certificate server.pem;
                    ssl_certificate_key server.key;
                    client_max_body_size 4k;
                    %s
                    location / {
                      proxy_pass http://127.0.0.1:%d;
                      proxy_http_version 1.1;
                      proxy_set_header Upgrade $http_upgrade;
                      proxy_set_header Connection $connection_upgrade;
                      proxy_set_header X-Outer-Protocol $server_protocol;
                      proxy_set_header X-Client-Serial $ssl_client_serial;
                      proxy_set_header X-Client-Verify $ssl_client_verify;
                    }
                  }
                }
                """.formatted(port, extra, backend));
        return Daemon.start(
                "event method",
                PROGRAM.toString(),
                "-e",
                "stderr",
                "-p",
                directory.toString(),
                "-c",
                config.toString());
    }
}
