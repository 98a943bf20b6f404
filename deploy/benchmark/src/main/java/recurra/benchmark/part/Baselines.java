package recurra.benchmark.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import recurra.benchmark.process.ChildProcess;
import recurra.benchmark.process.Program;
import recurra.benchmark.system.Service;
import recurra.benchmark.system.Stack;
import recurra.embedded.Ports;

/** Servers that answer with the gateway's bytes and have nothing to do for it. */
final class Baselines {
    private static final String NGINX_PACKAGE = "nginx";

    private Baselines() {}

    /**
     * An empty Spring MVC handler, with the gateway's settings of Tomcat but for its small buffers.
     */
    static Service mvc(Stack stack, Path answers) {
        int port = Ports.free();
        return stack.baseline(
                "mvc",
                "recurra.baseline.MvcApplication",
                List.of(
                        "--server.port=" + port,
                        "--server.address=127.0.0.1",
                        "--spring.threads.virtual.enabled=true",
                        "--server.tomcat.max-connections=10000",
                        "--server.tomcat.accept-count=1024",
                        "--server.tomcat.connection-timeout=30s",
                        "--server.tomcat.max-keep-alive-requests=-1",
                        "--spring.servlet.multipart.enabled=false",
                        "--spring.jmx.enabled=false"),
                port,
                answers);
    }

    static Service servlet(Stack stack, Path answers) {
        int port = Ports.free();
        return stack.baseline(
                "servlet",
                "recurra.baseline.ServletApplication",
                List.of(Integer.toString(port)),
                port,
                answers);
    }

    /** nginx with the answers as files, one worker for each core; absent where it cannot be had. */
    static Optional<Service> nginx(Run run, Path answers) throws IOException {
        Optional<Program> nginx = run.debian("usr/sbin/nginx", NGINX_PACKAGE);
        if (nginx.isEmpty()) {
            return Optional.empty();
        }
        Path folder = run.folder("nginx");
        int port = Ports.free();
        Path configuration = folder.resolve("nginx.conf");
        Files.writeString(answers.resolve("healthz"), "up");
        Files.writeString(configuration, configuration(port, folder, answers));
        List<String> command = new ArrayList<>();
        command.add(nginx.get().file().toString());
        command.addAll(List.of("-c", configuration.toString(), "-p", folder.toString()));
        command.addAll(List.of("-e", folder.resolve("error.log").toString()));
        ChildProcess process = run.processes().start("nginx", command, nginx.get().environment());
        Duration ready =
                process.awaitAnswer("http://127.0.0.1:" + port + "/healthz", Duration.ofMillis(50));
        return Optional.of(new Service(process, port, ready));
    }

    private static String configuration(int port, Path folder, Path answers) {
        // A file is not served to POST: the status that says so is given the file for its page.
        String user = System.getProperty("user.name", "").equals("root") ? "user root;\n" : "";
        return user
                + """
                daemon off;
                worker_processes auto;
                pid %2$s/pid;
                events { worker_connections 4096; }
                http {
                    access_log off;
                    keepalive_requests 1000000000;
                    client_body_temp_path %2$s/body;
                    proxy_temp_path %2$s/proxy;
                    fastcgi_temp_path %2$s/fastcgi;
                    uwsgi_temp_path %2$s/uwsgi;
                    scgi_temp_path %2$s/scgi;
                    open_file_cache max=16;
                    sendfile on;
                    tcp_nopush on;
                    server {
                        listen 127.0.0.1:%1$d;
                        root %3$s;
                        error_page 405 =200 $uri;
                        location = /json { default_type application/json; }
                        location = /stream { default_type text/event-stream; }
                    }
                }
                """
                        .formatted(port, folder, answers);
    }
}
