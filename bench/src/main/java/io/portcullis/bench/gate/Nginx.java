package io.portcullis.bench.gate;

import io.portcullis.bench.BenchFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The nginx processes of a comparison, one worker each: the applications' front, the application, and the floor. */
final class Nginx {

  /** What any service behind {@code auth_request} needs to be told, and nothing more. */
  private static final String PLAIN_CHECK = """
      location / {
          auth_request /check;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          proxy_pass http://application;
      }
      location = /check {
          internal;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          proxy_set_header Content-Length "";
          proxy_set_header X-Original-URI $request_uri;
          proxy_set_header X-Original-Method $request_method;
          proxy_pass_request_body off;
          proxy_pass http://service%s;
      }
      """;

  private final Path home;
  private final Folder folder;

  /** @param home the project, whose templates and snippets are used as they are shipped */
  Nginx(Path home, Folder folder) {
    this.home = home;
    this.folder = folder;
    try {
      Files.createSymbolicLink(folder.file("snippets"), home.resolve("nginx/snippets"));
      Files.createDirectories(folder.file("tmp"));
    } catch (IOException e) {
      throw new BenchFailure("Cannot prepare " + folder.path() + ": " + e.getMessage());
    }
  }

  /** Answers everything alike. */
  Running answering(String name, int port, String answer) {
    return start(name, port, "", "location / { " + answer + " }");
  }

  /** Without a check. */
  Running unchecked(int port, int application) {
    return start("front-none", port, upstream("application", "127.0.0.1:" + application), """
        location / {
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_pass http://application;
        }
        """);
  }

  /** With a check that nginx answers itself. */
  Running checkedByItself(int port, int application) {
    return start("front-internal", port, upstream("application", "127.0.0.1:" + application), """
        location / {
            auth_request /check;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_pass http://application;
        }
        location = /check { internal; return 204; }
        """);
  }

  /** With a check by a service elsewhere, asked in the plainest way. */
  Running checkedBy(String name, int port, int application, String service, String path) {
    return start(name, port, upstream("application", "127.0.0.1:" + application) + upstream("service", service),
        PLAIN_CHECK.formatted(path));
  }

  /** With the gate's own templates and snippets. */
  Running guarded(String name, int port, int application, String enforcer) {
    String gate;
    try {
      gate = Files.readString(home.resolve("nginx/templates/portcullis.conf.template"))
          .replace("${PORTCULLIS_ENFORCER_SERVERS}", "server " + enforcer + ";");
    } catch (IOException e) {
      throw new BenchFailure("The templates are missing: " + e.getMessage());
    }
    return start(name, port, upstream("application", "127.0.0.1:" + application) + gate, """
        include snippets/auth_server.conf;
        location / {
            include snippets/auth_subrequest.conf;
            proxy_pass http://application;
        }
        """);
  }

  private static String upstream(String name, String server) {
    return "upstream " + name + " { server " + server + "; keepalive 64; }\n";
  }

  private Running start(String name, int port, String http, String server) {
    Path conf = folder.write(name + ".conf", """
        %s
        worker_processes 1;
        daemon off;
        pid %s.pid;
        error_log stderr warn;
        events { worker_connections 4096; }
        http {
            access_log off;
            client_body_temp_path tmp/client;
            proxy_temp_path tmp/proxy;
            fastcgi_temp_path tmp/fastcgi;
            uwsgi_temp_path tmp/uwsgi;
            scgi_temp_path tmp/scgi;
            large_client_header_buffers 8 16k;
            keepalive_requests 1000000;
            %s
            server {
                listen 127.0.0.1:%d backlog=4096;
                %s
            }
        }
        """.formatted("root".equals(System.getProperty("user.name")) ? "user root;" : "", name, http, port, server));
    return Running.start(name, List.of(Running.program("nginx"), "-e", "stderr", "-p", folder.path().toString(), "-c",
        conf.toString()), Map.of(), folder.path()).listening(port);
  }
}
