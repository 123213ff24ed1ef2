package org.tandemcache.examples.instances;

import java.math.BigDecimal;

/**
 * What something costs.
 *
 * @param product its number
 * @param amount in the shop's currency
 */
public record Price(long product, BigDecimal amount) {}
