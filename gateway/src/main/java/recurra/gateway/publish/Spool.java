package recurra.gateway.publish;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.gateway.metrics.GatewayMetric;

/**
 * Records that wait for Kafka, in Avro container files of one folder, oldest first. Safe for
 * threads.
 *
 * <p>What was appended is in the operating system's hands after {@link #sync}, and on the disk, so
 * that neither a crash of the process nor of the machine loses it; between two syncs either may. A
 * crash in the middle of a write tears the last block of the newest file: everything before it is
 * read, and the rest is left.
 *
 * <p>Several gateways may be given one folder: each takes a subfolder of its own and locks it, and
 * one that starts later takes over what an earlier one left behind.
 */
final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final int MOST_GATEWAYS = 64;
    private static final long FILE_BYTES = 16L * 1024 * 1024;
    private static final int COMPRESSION_LEVEL = 1;
    private static final String SUFFIX = ".avro";

    private static final Schema SCHEMA =
            SchemaBuilder.record("SpooledRecord")
                    .namespace("recurra.gateway")
                    .fields()
                    .requiredString("topic")
                    .requiredString("key")
                    .requiredBytes("value")
                    .endRecord();

    private final long maxBytes;
    private final MeterRegistry meters;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private final Path folder;

    /** Files that are not written any more, with their sizes, oldest first, as their names sort. */
    private final NavigableMap<Path, Long> sealed = new TreeMap<>();

    private @Nullable OpenFile open;
    private long files;

    /** The file that is written. */
    private static final class OpenFile {
        private final Path file;
        private final DataFileWriter<GenericRecord> writer;
        private long bytes;

        OpenFile(Path file, DataFileWriter<GenericRecord> writer) {
            this.file = file;
            this.writer = writer;
        }
    }

    private Spool(
            Path folder,
            FileChannel lockChannel,
            FileLock lock,
            long maxBytes,
            MeterRegistry meters)
            throws IOException {
        this.folder = folder;
        this.lockChannel = lockChannel;
        this.lock = lock;
        this.maxBytes = maxBytes;
        this.meters = meters;
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : left) {
                sealed.put(file, Files.size(file));
            }
        }
        Gauge.builder(GatewayMetric.SPOOL_BYTES.key(), this, Spool::bytes).register(meters);
    }

    /**
     * Opens the first subfolder that no other gateway has.
     *
     * @param maxBytes that all files may take together
     */
    static Spool open(Path parent, long maxBytes, MeterRegistry meters) throws IOException {
        for (int i = 0; i < MOST_GATEWAYS; i++) {
            Path folder = Files.createDirectories(parent.resolve(Integer.toString(i)));
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock != null) {
                return new Spool(folder, channel, lock, maxBytes, meters);
            }
            channel.close();
        }
        throw new IOException("All " + MOST_GATEWAYS + " spools in " + parent + " are taken");
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another gateway of this process has it.
            return null;
        }
    }

    /**
     * Appends a record.
     *
     * @return false when the spool is full
     * @throws IOException when the disk does not take it
     */
    synchronized boolean append(SpooledRecord spooled) throws IOException {
        if (bytes() + spooled.value().length > maxBytes) {
            return false;
        }
        if (open == null) {
            open = create();
        }
        GenericRecord generic = new GenericData.Record(SCHEMA);
        generic.put("topic", spooled.topic());
        generic.put("key", spooled.key());
        generic.put("value", ByteBuffer.wrap(spooled.value()));
        try {
            open.writer.append(generic);
        } catch (IOException e) {
            seal();
            throw e;
        }
        open.bytes += spooled.value().length;
        if (open.bytes > FILE_BYTES) {
            seal();
        }
        records("written").increment();
        return true;
    }

    /** Makes what was appended durable. */
    synchronized void sync() throws IOException {
        if (open != null) {
            open.writer.fSync();
        }
    }

    /** The oldest file, which is not written any more from then on; empty when there is none. */
    synchronized Optional<Path> oldest() throws IOException {
        if (sealed.isEmpty()) {
            seal();
        }
        return Optional.ofNullable(sealed.isEmpty() ? null : sealed.firstKey());
    }

    /** The records of a file, as far as they can be read. */
    List<SpooledRecord> read(Path file) {
        List<SpooledRecord> records = new ArrayList<>();
        try (DataFileReader<GenericRecord> reader =
                new DataFileReader<>(file.toFile(), new GenericDatumReader<>(SCHEMA))) {
            while (reader.hasNext()) {
                GenericRecord generic = reader.next();
                records.add(
                        new SpooledRecord(
                                generic.get("topic").toString(),
                                generic.get("key").toString(),
                                bytes((ByteBuffer) generic.get("value"))));
            }
        } catch (IOException | AvroRuntimeException e) {
            damaged(file, e);
        }
        return records;
    }

    private void damaged(Path file, Exception e) {
        records("unreadable").increment();
        LOG.atWarn()
                .setCause(e)
                .addKeyValue("file", file)
                .log("A spool file is damaged; what comes after the damage is lost");
    }

    /**
     * Deletes a file whose records Kafka has.
     *
     * @param drained how many those are
     */
    synchronized void delete(Path file, int drained) throws IOException {
        Files.deleteIfExists(file);
        sealed.remove(file);
        records("drained").increment(drained);
    }

    synchronized boolean isEmpty() {
        return sealed.isEmpty() && open == null;
    }

    /** Whether no other record waits than those of the file. */
    synchronized boolean isEmptyBut(Path file) {
        return open == null && sealed.size() == 1 && sealed.containsKey(file);
    }

    /** About how many bytes wait: those of the file that is written are counted uncompressed. */
    synchronized long bytes() {
        long closed = sealed.values().stream().mapToLong(Long::longValue).sum();
        return closed + (open == null ? 0 : open.bytes);
    }

    private OpenFile create() throws IOException {
        Path file =
                folder.resolve(
                        String.format(
                                Locale.ROOT,
                                "%015d-%06d%s",
                                System.currentTimeMillis(),
                                files++,
                                SUFFIX));
        DataFileWriter<GenericRecord> writer =
                new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(SCHEMA))
                        .setCodec(CodecFactory.zstandardCodec(COMPRESSION_LEVEL));
        writer.create(SCHEMA, file.toFile());
        return new OpenFile(file, writer);
    }

    private void seal() throws IOException {
        if (open == null) {
            return;
        }
        OpenFile closing = open;
        open = null;
        try (DataFileWriter<GenericRecord> writer = closing.writer) {
            writer.fSync();
        } finally {
            sealed.put(closing.file, Files.size(closing.file));
        }
    }

    private Counter records(String action) {
        return meters.counter(GatewayMetric.SPOOL_RECORDS.key(), "action", action);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Override
    public synchronized void close() throws IOException {
        seal();
        lock.release();
        lockChannel.close();
    }
}
