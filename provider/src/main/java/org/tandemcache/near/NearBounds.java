package org.tandemcache.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much a near tier keeps, and for how long at the most.
 *
 * @param limit the bound, above zero
 * @param inBytes whether the bound counts bytes in place of entries
 * @param timeToLive null for none
 * @param timeToIdle null for none
 */
public record NearBounds(
        long limit,
        boolean inBytes,
        @Nullable Duration timeToLive,
        @Nullable Duration timeToIdle) {
    <K> Cache<K, Slot> build(Caffeine<Object, Object> builder) {
        if (timeToLive != null) {
            builder.expireAfterWrite(timeToLive);
        }
        if (timeToIdle != null) {
            builder.expireAfterAccess(timeToIdle);
        }
        if (inBytes) {
            return builder.maximumWeight(limit)
                    .<K, Slot>weigher((key, slot) -> slot.weight())
                    .build();
        }
        return builder.maximumSize(limit).build();
    }
}
