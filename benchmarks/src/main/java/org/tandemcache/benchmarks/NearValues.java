package org.tandemcache.benchmarks;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/** The values of near hits: each of about 100 bytes. */
enum NearValues {
    STRING(String.class) {
        @Override
        Object value(int index) {
            return Texts.value(index, 100);
        }
    },
    RECORD(CodecSamples.Order.class) {
        @Override
        Object value(int index) {
            return new CodecSamples.Order(
                    new UUID(index, index),
                    Texts.value(index, 40),
                    index,
                    BigDecimal.valueOf(index, 2),
                    Instant.ofEpochSecond(1_700_000_000L + index));
        }
    },
    POJO(CodecSamples.Customer.class) {
        @Override
        Object value(int index) {
            return CodecSamples.customer(index);
        }
    };

    private final Class<?> type;

    NearValues(Class<?> type) {
        this.type = type;
    }

    /** What the cache declares. */
    @SuppressWarnings("unchecked") // the caches of this benchmark hold objects of one class each
    Class<Object> type() {
        return (Class<Object>) type;
    }

    abstract Object value(int index);
}
