package org.tandemcache.far;

/**
 * What an operation sends, as far as that is known beforehand.
 *
 * @param name of the command, the main one of several
 * @param count how many there are; more than one travel together
 */
public record SentCommands(String name, int count) {}
