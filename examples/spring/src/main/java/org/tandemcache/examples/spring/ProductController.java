package org.tandemcache.examples.spring;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The service's resources: {@code /products/7} and {@code /products/7/description}. */
@RestController
@RequestMapping("/products/{id}")
class ProductController {
    private final Products products;
    private final Descriptions descriptions;

    ProductController(Products products, Descriptions descriptions) {
        this.products = products;
        this.descriptions = descriptions;
    }

    /**
     * What a client sends.
     *
     * @param name for people
     * @param price in the shop's currency
     */
    record Offer(String name, BigDecimal price) {}

    @GetMapping
    ResponseEntity<Product> get(@PathVariable long id) {
        return found(products.find(id));
    }

    /** For whoever expects a rush. */
    @GetMapping("/once")
    ResponseEntity<Product> getOnce(@PathVariable long id) {
        return found(products.findOnce(id));
    }

    @PutMapping
    Product put(@PathVariable long id, @RequestBody Offer offer) {
        return products.save(new Product(id, offer.name(), offer.price()));
    }

    @DeleteMapping
    ResponseEntity<Void> delete(@PathVariable long id) {
        products.delete(id);
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/description")
    ResponseEntity<String> description(@PathVariable long id) {
        return found(descriptions.find(id));
    }

    @PutMapping("/description")
    void putDescription(@PathVariable long id, @RequestBody String description) {
        descriptions.save(id, description);
    }

    @DeleteMapping("/description")
    void deleteDescription(@PathVariable long id) {
        descriptions.forget(id);
    }

    private static <T> ResponseEntity<T> found(@Nullable T body) {
        return body == null ? ResponseEntity.notFound().build() : ResponseEntity.ok(body);
    }
}
