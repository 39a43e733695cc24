package io.portcullis.acceptance;

import io.portcullis.policy.corpus.NginxOracle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real nginx that serves the same locations twice: behind the gate, with the snippets as they are shipped, and openly,
 * telling of every request which location it chose and what it read.
 */
final class TellingSite implements AutoCloseable {

    /** The header of an answer that the application gave: which location the request came through. */
    static final String REACHED = "X-Reached";

    private static final int PATIENCE_SECONDS = 20;

    private final Process nginx;
    private final int gated;
    private final int open;

    /**
     * A location of nginx.
     *
     * @param directive what stands between {@code location} and the brace
     * @param name the name it states to the gate, or {@code null}
     */
    record Place(String directive, String name) {}

    /** What nginx itself makes of a request: its host, the place it chose, what it hands to the gate, what it matched on. */
    record Reading(String host, int place, String requestUri, String uri) {

        /** Reads the body of an open answer. */
        static Reading of(String body) {
            String[] parts = body.split(" ", 4);
            return new Reading(parts[1], Integer.parseInt(parts[0]), parts[2], parts[3]);
        }
    }

    TellingSite(Gate gate, int enforcer, List<Place> places, Path folder) throws Exception {
        Map<String, String> free = Checkout.freePorts();
        gated = Integer.parseInt(free.get("PORTCULLIS_HTTP_PORT"));
        open = Integer.parseInt(free.get("PORTCULLIS_MANAGEMENT_PORT"));
        Path source = gate.checkout().file("nginx");
        Files.createSymbolicLink(folder.resolve("snippets"), source.resolve("snippets"));
        Files.writeString(folder.resolve("portcullis.conf"),
                Files.readString(source.resolve("templates/portcullis.conf.template"))
                        .replace("${PORTCULLIS_ENFORCER_SERVERS}", "server 127.0.0.1:" + enforcer + ";"));
        Path conf = Files.writeString(folder.resolve("nginx.conf"), configuration(places));
        nginx = new ProcessBuilder(NginxOracle.binary().orElseThrow().toString(), "-p", folder.toString(),
                "-c", conf.toString(), "-e", folder.resolve("error.log").toString())
                .directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(folder.resolve("out.log").toFile()).start();
        awaitStart(folder);
    }

    int gatedPort() {
        return gated;
    }

    int openPort() {
        return open;
    }

    private void awaitStart(Path folder) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (nginx.isAlive() && System.nanoTime() < deadline) {
            try (Socket ready = new Socket(InetAddress.getLoopbackAddress(), open)) {
                return;
            } catch (IOException notYet) {
                nginx.waitFor(20, TimeUnit.MILLISECONDS);
            }
        }
        close();
        throw new IllegalStateException("nginx did not start: " + Files.readString(folder.resolve("error.log")));
    }

    private String configuration(List<Place> places) {
        StringBuilder behindTheGate = new StringBuilder();
        StringBuilder telling = new StringBuilder();
        for (int i = 0; i < places.size(); i++) {
            String location = "location " + places.get(i).directive() + " {";
            String name = places.get(i).name();
            behindTheGate.append(location).append(name == null ? "" : " set $portcullis_location " + name + ";")
                    .append(" include snippets/auth_subrequest.conf; proxy_set_header X-Place ").append(i)
                    .append("; proxy_pass http://application; }\n");
            telling.append(location).append(" return 200 \"").append(i).append(" $host $request_uri $uri\"; }\n");
        }
        return """
                daemon off;
                master_process off;
                pid nginx.pid;
                events { worker_connections 1024; }
                http {
                    client_body_temp_path t1;
                    proxy_temp_path t2;
                    fastcgi_temp_path t3;
                    uwsgi_temp_path t4;
                    scgi_temp_path t5;
                    access_log off;
                    default_type text/plain;
                    keepalive_requests 1000000;
                    include portcullis.conf;
                    upstream application { server unix:application.sock; keepalive 8; }
                    server {
                        listen unix:application.sock;
                        location / { add_header %1$s $http_x_place; return 200; }
                    }
                    server {
                        listen 127.0.0.1:%2$d;
                        absolute_redirect off;
                        include snippets/auth_server.conf;
                        %3$s
                    }
                    server {
                        listen 127.0.0.1:%4$d;
                        large_client_header_buffers 8 16k;
                        location ^~ /oauth2/ { return 200 "-1 $host $request_uri $uri"; }
                        %5$s
                    }
                }
                """.formatted(REACHED, gated, behindTheGate, open, telling);
    }

    @Override
    public void close() throws Exception {
        nginx.destroy();
        if (!nginx.waitFor(5, TimeUnit.SECONDS)) {
            nginx.destroyForcibly();
        }
    }
}
