package org.tandemcache.examples;

/**
 * A currency as the JDK knows it.
 *
 * @param code of ISO 4217
 * @param name in English
 * @param digits after the decimal point
 */
record Money(String code, String name, int digits) {}
