package org.tandemcache.config;

/**
 * Tells user and password to each connection that is made to Redis, the reconnected ones too: they can change while the
 * application runs. To be named in the setting {@value ManagerSettings#CREDENTIALS_PROVIDER}, or handed over as an
 * object in the manager's properties: {@code properties.put("tandem.redis.credentials-provider", provider)}. By default
 * there is none, and what stands in the server's address holds. Sentinels themselves are not asked with it, what they
 * watch over is.
 *
 * <p>Must be thread-safe. It is called on threads of the manager that do no I/O, several of them at a time. An object
 * that Tandem made is closed with the manager if it is {@link AutoCloseable}.
 */
@FunctionalInterface
public interface CredentialsProvider {
    /**
     * The credentials that hold now. A connection waits for them no longer than for an answer of Redis (1 s unless the
     * server's address says otherwise), so what comes from far away should have been fetched before.
     *
     * @return never null
     * @throws Exception if there are none: the connection is not made, its users get an exception with this as its
     *     cause, and the next attempt asks anew. The message should not hold a secret
     */
    Credentials credentials() throws Exception;

    /**
     * Called once, when the manager is made. Whoever knows when credentials change keeps {@code renewed} and runs it
     * then, on any thread: {@link #credentials} is asked once more, and open connections say what it tells without
     * being broken. Others need nothing: by default this does nothing, and connections keep what they were made with.
     */
    default void onRenewal(Runnable renewed) {}
}
