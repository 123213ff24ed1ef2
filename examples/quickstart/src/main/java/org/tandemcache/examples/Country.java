package org.tandemcache.examples;

/**
 * A country as the JDK knows it.
 *
 * @param code of ISO 3166
 * @param name in English
 * @param currency its code of ISO 4217, or "none"
 */
record Country(String code, String name, String currency) {}
