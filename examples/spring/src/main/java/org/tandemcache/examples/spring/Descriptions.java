package org.tandemcache.examples.spring;

import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheKey;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What the database says of products, behind a cache by the annotations of JSR-107. */
@Repository
@CacheDefaults(cacheName = "descriptions")
class Descriptions {
    private final JdbcClient jdbc;

    Descriptions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @CacheResult
    public @Nullable String find(long id) {
        return jdbc.sql("select description from product where id = :id")
                .param("id", id)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    @CachePut
    public void save(@CacheKey long id, @CacheValue String description) {
        jdbc.sql("update product set description = :description where id = :id")
                .param("id", id)
                .param("description", description)
                .update();
    }

    @CacheRemove
    public void forget(long id) {
        jdbc.sql("update product set description = null where id = :id")
                .param("id", id)
                .update();
    }
}
