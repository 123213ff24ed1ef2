package org.tandemcache.codec.compression;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.Compressor;
import org.tandemcache.codec.CompressorProvider;
import org.tandemcache.codec.UnreadableReason;

/** LZ4 blocks. Thread-safe. */
final class Lz4Compressor implements Compressor {
    /** A byte of a block gives no more than so many. */
    private static final int BEST_RATIO = 255;

    private final LZ4Compressor compressor;
    private final LZ4SafeDecompressor decompressor;

    Lz4Compressor(CompressorProvider.Level level) {
        LZ4Factory factory = LZ4Factory.fastestInstance();
        compressor = level == CompressorProvider.Level.FAST ? factory.fastCompressor() : factory.highCompressor();
        decompressor = factory.safeDecompressor();
    }

    @Override
    public byte[] compress(byte[] bytes) {
        return compressor.compress(bytes);
    }

    @Override
    public byte[] decompress(byte[] bytes, int offset, int size, int length) {
        if (length > (size + 1L) * BEST_RATIO) {
            throw new CodecException(
                    UnreadableReason.TOO_LARGE, size + " bytes of LZ4 claim to hold " + length + " bytes", null);
        }
        byte[] result = new byte[length];
        try {
            int read = decompressor.decompress(bytes, offset, size, result, 0, length);
            if (read == length) {
                return result;
            }
        } catch (LZ4Exception e) {
            throw new CodecException("the LZ4 block is damaged", e);
        }
        throw new CodecException("the LZ4 block has another length than the envelope says", null);
    }
}
