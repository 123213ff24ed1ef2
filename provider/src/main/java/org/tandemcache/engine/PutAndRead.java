package org.tandemcache.engine;

import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarInterceptor.Next;
import org.tandemcache.far.FarOperation;
import org.tandemcache.far.FarOperation.Stored;
import org.tandemcache.far.FarTier;
import org.tandemcache.near.Takeover;

/**
 * A put of a key whose copy readers had, with a read of it behind the write in the same flush. That spares the next
 * reader a wait: until the change is told, he has the copy, and then what was read. Used by one thread, once.
 *
 * <ol>
 *   <li>take over: the reservation of the read stands in place of the copy, which is served on;
 *   <li>send both by the tracked channel; where it can't take them, put by the ordinary way;
 *   <li>settle, if the write is done and the read has come: what is younger than the write stays. Else drop what stands
 *       there, whatever it is, and if the write is done, read the key anew behind it.
 * </ol>
 */
final class PutAndRead<T extends @Nullable Object> {
    private final NearReads<?> reads;
    private final FarOperation<T> put;
    private final Stored stored;
    private final Takeover takeover = new Takeover();
    private boolean together;

    PutAndRead(NearReads<?> reads, FarOperation<T> put, Stored stored) {
        this.reads = reads;
        this.put = put;
        this.stored = stored;
    }

    T run(Next next) {
        T answer;
        try {
            answer = next.run(put.by(this::send));
        } finally {
            if (together && takeover.isAnswered()) {
                reads.settle(put.key(), takeover);
            } else {
                reads.drop(put.key());
            }
        }
        if (!together) {
            reads.follow(put.key());
        }
        return answer;
    }

    private T send(FarTier far) {
        together = far.mayBePassed() && reads.writeAndRead(put.key(), stored, takeover);
        return together ? put.empty().get() : put.work().apply(far); // what is stored in any case tells nothing
    }
}
