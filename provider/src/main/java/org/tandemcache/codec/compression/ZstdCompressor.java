package org.tandemcache.codec.compression;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.Compressor;
import org.tandemcache.codec.CompressorProvider;

/** Zstandard frames. Thread-safe. */
final class ZstdCompressor implements Compressor {
    private static final int FAST = 1;
    private static final int HIGH = 12;

    private final int level;

    ZstdCompressor(CompressorProvider.Level level) {
        this.level = level == CompressorProvider.Level.FAST ? FAST : HIGH;
    }

    @Override
    public byte[] compress(byte[] bytes) {
        return Zstd.compress(bytes, level);
    }

    @Override
    public byte[] decompress(byte[] bytes, int offset, int size, int length) {
        if (Zstd.getFrameContentSize(bytes, offset, size) != length) {
            throw new CodecException("the Zstandard frame has another length than the envelope says", null);
        }
        byte[] result = new byte[length];
        try {
            long read = Zstd.decompressByteArray(result, 0, length, bytes, offset, size);
            if (!Zstd.isError(read) && read == length) {
                return result;
            }
        } catch (ZstdException e) {
            throw new CodecException("the Zstandard frame is damaged", e);
        }
        throw new CodecException("the Zstandard frame is damaged", null);
    }
}
