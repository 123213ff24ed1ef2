package org.tandemcache.examples.spring;

import java.math.BigDecimal;

/**
 * What the service sells.
 *
 * @param id the primary key
 * @param name for people
 * @param price in the shop's currency
 */
record Product(long id, String name, BigDecimal price) {}
