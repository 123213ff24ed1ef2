package org.tandemcache.examples.instances;

import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.cache.annotation.CacheConfig;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Works out prices, which takes long, and counts how often it did. Thread-safe. */
@Service
@CacheConfig(cacheNames = "prices")
public class Prices {
    private final AtomicLong workedOut = new AtomicLong();

    // tag::methods[]
    @Cacheable(sync = true)
    public Price of(long product) {
        return workOut(product);
    }

    @Cacheable(cacheNames = "later")
    public Mono<Price> later(long product) {
        return Mono.fromSupplier(() -> workOut(product));
    }

    @CacheEvict
    public void changed(long product) {}

    @CacheEvict(allEntries = true)
    public void allChanged() {}
    // end::methods[]

    public long workedOut() {
        return workedOut.get();
    }

    private Price workOut(long product) {
        workedOut.incrementAndGet();
        return new Price(product, BigDecimal.valueOf(100 + product, 2));
    }
}
