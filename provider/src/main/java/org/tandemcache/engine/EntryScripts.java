package org.tandemcache.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.tandemcache.codec.format.KeyFormat;
import org.tandemcache.codec.format.ValueFormat;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.KeyScript;
import org.tandemcache.far.KeyScripts;

/**
 * The seam for those who need more of an entry than a cache can do: scripts on one key of a cache, whose answers nobody
 * waits for here. They pass the circuit breaker, and leave no near copy of their key that is older than their answer.
 * Not a part of the public interface: {@code unwrap} of the cache gives it to Tandem's own modules. Statistics and
 * listeners learn nothing of it. Thread-safe.
 */
public final class EntryScripts<K> {
    private final KeyScripts scripts;
    private final KeyFormat keys;
    private final ValueFormat values;
    private final @Nullable NearParts<K> near;
    private final Function<FarKey, @Nullable Object> nodeOf;
    private final ToLongFunction<@Nullable Object> unbrokenSinceOf;
    private final LongSupplier unbrokenSince;

    /**
     * @param near null for a cache without near tier
     * @param nodeOf {@link #nodeOf}
     * @param unbrokenSinceOf {@link #unbrokenSince(Object)}
     * @param unbrokenSince {@link #unbrokenSince()}
     */
    public EntryScripts(
            KeyScripts scripts,
            KeyFormat keys,
            ValueFormat values,
            @Nullable NearParts<K> near,
            Function<FarKey, @Nullable Object> nodeOf,
            ToLongFunction<@Nullable Object> unbrokenSinceOf,
            LongSupplier unbrokenSince) {
        this.scripts = scripts;
        this.keys = keys;
        this.values = values;
        this.near = near;
        this.nodeOf = nodeOf;
        this.unbrokenSinceOf = unbrokenSinceOf;
        this.unbrokenSince = unbrokenSince;
    }

    /**
     * Sends a script. What it fails with is the cause in the future; nothing is thrown for a far tier that is away.
     *
     * @param value what an entry may become: it is encoded, with a version of its own, as the first argument
     * @param arguments those behind it
     * @throws org.tandemcache.codec.CodecException if the value can't be encoded
     */
    public CompletableFuture<List<Object>> run(KeyScript script, K key, Object value, byte[]... arguments) {
        byte[][] all = new byte[arguments.length + 1][];
        all[0] = values.encode(value);
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        FarKey farKey = keys.encode(key);
        CompletableFuture<List<Object>> answer = scripts.run(script, farKey, all);
        return near == null
                ? answer
                : answer.whenComplete(
                        (reply, failure) -> near.tier().drop(near.keys().of(farKey)));
    }

    /** Whether the cache has a near tier, and a read by it may be no round trip. */
    public boolean keepsCopies() {
        return near != null;
    }

    /** Of a cluster's nodes the one that holds a key; null for the only node, and as long as nothing is known. */
    public @Nullable Object nodeOf(K key) {
        return nodeOf.apply(keys.encode(key));
    }

    /**
     * The {@link System#nanoTime} since which one connection to a server proves near copies, so that all that was asked
     * of it behind that was answered by the process that answers now; now where there is none. No round trip.
     *
     * @param node as {@link #nodeOf} tells it
     */
    public long unbrokenSince(@Nullable Object node) {
        return unbrokenSinceOf.applyAsLong(node);
    }

    /** {@link #unbrokenSince(Object)} of all servers that this manager reads from; now while one of them is lost. */
    public long unbrokenSince() {
        return unbrokenSince.getAsLong();
    }
}
