package org.tandemcache.examples.instances;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.EnableCaching;

/** An application whose every instance has a near cache. Needs {@code tandem.redis.uri}. */
@SpringBootApplication
@EnableCaching
public class PricesApplication {}
