package org.tandemcache.examples.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.cache.annotation.CacheConfig;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The products in the database, behind a cache by Spring's annotations. */
// tag::repository[]
@Repository
@CacheConfig(cacheNames = "products")
class Products {
    private final JdbcClient jdbc;

    Products(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Cacheable
    public @Nullable Product find(long id) {
        return query(id);
    }

    @Cacheable(sync = true) // one query of this JVM, however many ask at once
    public @Nullable Product findOnce(long id) {
        return query(id);
    }

    @CachePut(key = "#product.id")
    public Product save(Product product) {
        jdbc.sql("insert into product (id, name, price) values (:id, :name, :price)"
                        + " on conflict (id) do update set name = :name, price = :price")
                .paramSource(product)
                .update();
        return product;
    }

    @CacheEvict
    public void delete(long id) {
        jdbc.sql("delete from product where id = :id").param("id", id).update();
    }
    // end::repository[]

    private @Nullable Product query(long id) {
        return jdbc.sql("select id, name, price from product where id = :id")
                .param("id", id)
                .query(Product.class)
                .optional()
                .orElse(null);
    }
}
