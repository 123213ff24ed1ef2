package org.tandemcache.engine;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.tandemcache.engine.NearReads.NearClaim;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.FarTierException.Kind;
import org.tandemcache.far.Patience;
import org.tandemcache.near.Reservation;

/**
 * The wait of one reader for what a tracked read finds.
 *
 * @param reservation which stands, the reader's own or another's
 * @param waits whether for as long as the cache's patience lasts, or not at all
 */
record AnswerWait(NearReads<?> reads, NearClaim claim, Reservation reservation, boolean waits)
        implements Supplier<NearFill.Found> {
    @Override
    public NearFill.Found get() {
        Patience patience = reads.parts().patience();
        try {
            return (NearFill.Found) Objects.requireNonNull(
                    claim.awaited(reservation).get(waits ? patience.nanosLeft() : 0, TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            // a fresh exception for each who waits, with a stack of its own
            FarTierException cause = e.getCause() instanceof FarTierException known
                    ? known
                    : new FarTierException(Kind.REJECTED, String.valueOf(e.getCause()), e.getCause());
            throw new FarTierException(cause.kind(), String.valueOf(cause.getMessage()), cause);
        } catch (TimeoutException e) {
            if (!patience.endsEarly()) {
                reads.restore(claim, reservation);
            } // else the late answer is kept, or the channel fails within a lease
            throw new FarTierException(
                    patience.late(),
                    "Redis did not answer within " + patience.limit().toMillis() + " ms",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FarTierException(Kind.UNKNOWN_OUTCOME, "interrupted while waiting for Redis's answer", e);
        }
    }
}
