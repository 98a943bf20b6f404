package recurra.benchmark.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import recurra.benchmark.process.Program;

/** The load generator wrk, which sends a request again as soon as it has its reply. */
public final class Wrk {
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern ERRORS =
            Pattern.compile(
                    "Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

    private final Program program;
    private final Path folder;

    /** What it says of a run. */
    public record Rate(double perSecond, long failed) {}

    /**
     * @param folder for the scripts that it reads
     */
    public Wrk(Program program, Path folder) {
        this.program = program;
        this.folder = folder;
    }

    /** Its name and version, as it prints it. */
    public String version() {
        return version(program.output(List.of("-v"), Duration.ofSeconds(10)));
    }

    static String version(String printed) {
        return printed.lines().findFirst().orElse("wrk").replaceAll("\\s*(\\[|Copyright).*", "");
    }

    /** Sends the request again and again over so many connections, with one thread. */
    public Rate run(Call call, Duration duration, int connections) throws IOException {
        Path body = folder.resolve("wrk-body");
        Path script = folder.resolve("wrk.lua");
        Files.writeString(body, call.body());
        Files.writeString(script, script(call, body), StandardCharsets.UTF_8);
        String printed =
                program.output(
                        List.of(
                                "-t1",
                                "-c" + connections,
                                "-d" + Math.max(1, duration.toSeconds()) + "s",
                                "--timeout",
                                "10s",
                                "-s",
                                script.toString(),
                                "http://127.0.0.1:" + call.port() + call.path()),
                        duration.plus(GRACE));
        return parse(printed);
    }

    static Rate parse(String printed) {
        Matcher rate = RATE.matcher(printed);
        if (!rate.find()) {
            throw new IllegalStateException("wrk printed no rate: " + printed.strip());
        }
        long failed = 0;
        Matcher refused = REFUSED.matcher(printed);
        if (refused.find()) {
            failed += Long.parseLong(refused.group(1));
        }
        Matcher errors = ERRORS.matcher(printed);
        if (errors.find()) {
            for (int i = 1; i <= errors.groupCount(); i++) {
                failed += Long.parseLong(errors.group(i));
            }
        }
        return new Rate(Double.parseDouble(rate.group(1)), failed);
    }

    private static String script(Call call, Path body) {
        StringBuilder script = new StringBuilder();
        script.append("local file = io.open([[").append(body).append("]], \"rb\")\n");
        script.append("wrk.method = \"POST\"\nwrk.body = file:read(\"*a\")\nfile:close()\n");
        script.append("wrk.headers[\"Content-Type\"] = \"application/json\"\n");
        for (Map.Entry<String, String> header : call.headers().entrySet()) {
            script.append(
                    "wrk.headers[\"%s\"] = [[%s]]\n".formatted(header.getKey(), header.getValue()));
        }
        return script.toString();
    }
}
