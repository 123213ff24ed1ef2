package org.tandemcache.examples.spring;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.EnableCaching;

/** The service. Needs {@code spring.datasource.url} and {@code tandem.redis.uri}. */
// tag::application[]
@SpringBootApplication
@EnableCaching
public class ShopApplication {}
// end::application[]
