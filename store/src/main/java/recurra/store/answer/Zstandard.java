package recurra.store.answer;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Zstandard with contexts that are used again: to make one takes several times as long as to
 * compress an answer of usual size with it. Safe for threads.
 */
final class Zstandard {
    private static final int LEVEL = 3;

    /** Of each kind. After a large answer each holds some megabytes outside the heap. */
    private static final int MOST_IDLE = 4;

    private static final BlockingQueue<ZstdCompressCtx> COMPRESSORS =
            new ArrayBlockingQueue<>(MOST_IDLE);
    private static final BlockingQueue<ZstdDecompressCtx> DECOMPRESSORS =
            new ArrayBlockingQueue<>(MOST_IDLE);

    private Zstandard() {}

    /** The bytes in a frame with their length and a checksum. */
    static byte[] compress(byte[] plain) {
        ZstdCompressCtx context = COMPRESSORS.poll();
        if (context == null) {
            // With the checksum a flipped bit is damage and not another answer.
            context = new ZstdCompressCtx().setLevel(LEVEL).setChecksum(true);
        }
        try {
            return context.compress(plain);
        } finally {
            if (!COMPRESSORS.offer(context)) {
                context.close();
            }
        }
    }

    /**
     * Writes what a frame holds to the beginning of {@code plain}.
     *
     * @param from where the frame begins, which is the rest of the bytes
     * @return how many bytes it holds
     * @throws ZstdException when it is damaged, or holds more
     */
    static int decompress(byte[] compressed, int from, byte[] plain) {
        ZstdDecompressCtx context = DECOMPRESSORS.poll();
        if (context == null) {
            context = new ZstdDecompressCtx();
        }
        try {
            return context.decompressByteArray(
                    plain, 0, plain.length, compressed, from, compressed.length - from);
        } finally {
            if (!DECOMPRESSORS.offer(context)) {
                context.close();
            }
        }
    }
}
