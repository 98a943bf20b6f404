package recurra.benchmark.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory of another JVM on this machine, in mebibytes. */
public final class Memory {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern USED = Pattern.compile("heap +total.*?used (\\d+)K");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final double KIB_PER_MIB = 1024;

    private final long pid;
    private final Program jcmd =
            Program.of(Path.of(System.getProperty("java.home"), "bin", "jcmd"));

    public Memory(ChildProcess process) {
        pid = process.pid();
    }

    /** What the heap holds when all garbage is collected. */
    public double liveHeap() {
        jcmd("GC.run");
        return usedHeap();
    }

    /** What the heap holds, garbage included. */
    public double usedHeap() {
        return used(jcmd("GC.heap_info"));
    }

    /** What the process has of the machine's memory, heap and everything else. */
    public double resident() {
        try {
            return find(RESIDENT, Files.readString(Path.of("/proc/" + pid + "/status")));
        } catch (IOException e) {
            throw new ProgramException("The memory of process " + pid + " cannot be read", e);
        }
    }

    static double used(String heapInfo) {
        return find(USED, heapInfo);
    }

    private static double find(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new ProgramException("No figure of memory in: " + text.strip());
        }
        return Long.parseLong(found.group(1)) / KIB_PER_MIB;
    }

    private String jcmd(String command) {
        return jcmd.output(List.of(Long.toString(pid), command), LIMIT);
    }
}
