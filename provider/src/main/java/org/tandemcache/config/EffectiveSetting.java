package org.tandemcache.config;

/**
 * A setting as it holds. Immutable; holds no secret.
 *
 * @param value as text; a password is {@code ***}, an address is without user and password, {@code null} stands for
 *     none
 * @param origin where it stands: a file and its line, a variable, a property; {@code reference.conf} for a default
 */
public record EffectiveSetting(String value, String origin) {}
