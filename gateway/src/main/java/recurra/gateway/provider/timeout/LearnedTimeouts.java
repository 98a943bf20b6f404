package recurra.gateway.provider.timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * The timeouts that were learned, by provider and model, of those that were asked last. They are
 * written to a file every minute and at the end, and read at the start: a file that cannot be read
 * or written costs what was learned and nothing else.
 */
public final class LearnedTimeouts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LearnedTimeouts.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String NAME = "provider-timeouts.json";
    private static final int VERSION = 1;
    private static final int MOST = 200;
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final Path file;
    private final Clock clock;
    private final Map<Key, Learned> learned = new LinkedHashMap<>(16, 0.75f, true);
    private final Thread thread;
    private boolean changed;

    /**
     * What was learned about a model at a provider.
     *
     * @param firstToken from sending a request to the first event of its stream
     * @param silence the longest between two pieces of one stream; it is kept without size
     */
    public record Learned(AdaptiveTimeout firstToken, AdaptiveTimeout silence) {}

    private record Key(String provider, String model) {}

    /** The file. */
    record Content(int version, List<Entry> timeouts) {}

    record Entry(
            String provider,
            String model,
            List<AdaptiveTimeout.Kept> firstToken,
            List<AdaptiveTimeout.Kept> silence) {}

    private LearnedTimeouts(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("learned-timeouts").unstarted(this::writeNowAndThen);
    }

    /** What was learned before, from the folder in which it will be kept. */
    public static LearnedTimeouts in(Path folder, Clock clock) {
        LearnedTimeouts timeouts = new LearnedTimeouts(folder.resolve(NAME), clock);
        timeouts.read();
        timeouts.thread.start();
        return timeouts;
    }

    /** What is known about a model at a provider, and where more is to be told. */
    public synchronized Learned of(String provider, String model) {
        changed = true;
        Key key = new Key(provider, model);
        Learned known = learned.get(key);
        if (known != null) {
            return known;
        }
        Learned fresh = new Learned(new AdaptiveTimeout(clock), new AdaptiveTimeout(clock));
        put(key, fresh);
        return fresh;
    }

    private void put(Key key, Learned value) {
        if (learned.size() == MOST) {
            learned.remove(learned.keySet().iterator().next());
        }
        learned.put(key, value);
    }

    private synchronized void read() {
        if (!Files.exists(file)) {
            return;
        }
        try {
            Content content = JSON.readValue(Files.readAllBytes(file), Content.class);
            if (content.version() != VERSION) {
                LOG.atWarn()
                        .addKeyValue("file", file)
                        .addKeyValue("version", content.version())
                        .log("The learned timeouts are of another version: learning anew");
                return;
            }
            for (Entry entry : content.timeouts()) {
                put(
                        new Key(entry.provider(), entry.model()),
                        new Learned(
                                AdaptiveTimeout.of(entry.firstToken(), clock),
                                AdaptiveTimeout.of(entry.silence(), clock)));
            }
        } catch (IOException | RuntimeException e) {
            // Whatever a file may hold that somebody has edited.
            learned.clear();
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("file", file)
                    .log("The learned timeouts cannot be read: learning anew");
        }
    }

    private void writeNowAndThen() {
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(PERIOD.toNanos());
                write();
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("The gateway stops");
        }
    }

    private synchronized void write() {
        if (!changed) {
            return;
        }
        changed = false;
        List<Entry> entries =
                learned.entrySet().stream()
                        .map(entry ->
                                new Entry(
                                        entry.getKey().provider(),
                                        entry.getKey().model(),
                                        entry.getValue().firstToken().kept(),
                                        entry.getValue().silence().kept()))
                        .toList();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            // Whole before it has its name, so that nobody ever reads half of it.
            Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), NAME, ".new");
            Files.write(draft, JSON.writeValueAsBytes(new Content(VERSION, entries)));
            Files.move(
                    draft,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("file", file)
                    .log("The learned timeouts cannot be written: a restart will forget them");
        }
    }

    /** Writes what was learned. */
    @Override
    public void close() {
        thread.interrupt();
        write();
    }
}
