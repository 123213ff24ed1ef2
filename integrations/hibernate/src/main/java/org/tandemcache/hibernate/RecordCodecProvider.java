package org.tandemcache.hibernate;

import org.tandemcache.codec.Codec;
import org.tandemcache.codec.CodecContext;
import org.tandemcache.codec.CodecProvider;
import org.tandemcache.far.OneSlot;

/** Records, and no states. One clock has to stamp them all. */
final class RecordCodecProvider implements CodecProvider, OneSlot {
    private final CellCodecProvider cells;

    RecordCodecProvider(String cacheName, String defaultCodec) {
        this.cells = new CellCodecProvider(cacheName, null, defaultCodec);
    }

    @Override
    public String name() {
        return cells.name();
    }

    @Override
    public int id() {
        return cells.id();
    }

    @Override
    public Codec create(CodecContext context) {
        return cells.create(context);
    }
}
