package org.tandemcache.engine;

import org.tandemcache.far.FarKey;

/** Every operation as a transaction: for expiry policies that must be asked, and where a writer must know first. */
final class TransactedWrites<K, V> implements EntryWrites<V> {
    private final Transactions<K, V> transactions;

    TransactedWrites(Transactions<K, V> transactions) {
        this.transactions = transactions;
    }

    @Override
    public Outcome<V> put(FarKey key, NewValue<V> value) {
        return transactions.execute(key, (same, seen, basis) -> new Decision.Store<>(value, false));
    }

    @Override
    public Outcome<V> getAndPut(FarKey key, NewValue<V> value) {
        return put(key, value);
    }

    @Override
    public Outcome<V> putIfAbsent(FarKey key, NewValue<V> value) {
        return transactions.execute(
                key,
                (same, seen, basis) ->
                        seen.value() == null ? new Decision.Store<>(value, false) : new Decision.Keep<>(false));
    }

    @Override
    public Outcome<V> replace(FarKey key, NewValue<V> value) {
        return transactions.execute(
                key,
                (same, seen, basis) ->
                        seen.value() == null ? new Decision.Keep<>(false) : new Decision.Store<>(value, false));
    }

    @Override
    public Outcome<V> getAndReplace(FarKey key, NewValue<V> value) {
        return replace(key, value);
    }

    @Override
    public Outcome<V> replace(FarKey key, V oldValue, NewValue<V> value) {
        return transactions.execute(
                key,
                (same, seen, basis) ->
                        oldValue.equals(seen.value()) ? new Decision.Store<>(value, false) : new Decision.Keep<>(true));
    }

    @Override
    public Outcome<V> remove(FarKey key) {
        return transactions.execute(key, (same, seen, basis) -> new Decision.Remove<>());
    }

    @Override
    public Outcome<V> getAndRemove(FarKey key) {
        return remove(key);
    }

    @Override
    public Outcome<V> remove(FarKey key, V oldValue) {
        return transactions.execute(
                key,
                (same, seen, basis) ->
                        oldValue.equals(seen.value()) ? new Decision.Remove<>() : new Decision.Keep<>(true));
    }
}
