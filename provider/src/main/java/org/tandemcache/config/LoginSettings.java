package org.tandemcache.config;

/**
 * Who tells user and password.
 *
 * @param provider asked by each connection
 * @param origin where it was named, for messages
 * @param made whether Tandem has made it, and so closes it
 */
public record LoginSettings(CredentialsProvider provider, String origin, boolean made) {
    /** Without the object's own text, which may hold a secret. */
    @Override
    public String toString() {
        return "credentials provider " + provider.getClass().getName() + " (" + origin + ")";
    }
}
