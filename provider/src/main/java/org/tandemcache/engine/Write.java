package org.tandemcache.engine;

import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.integration.LoadsUnderWay.Load;

/**
 * An operation on one entry, as its caller has asked for it; and its rule, for those that look at the entry first.
 *
 * @param value what is to be stored; null for a removal
 * @param expected the value that the entry must have; null where the operation compares none
 */
record Write<V>(
        Operation operation,
        FarKey key,
        @Nullable NewValue<V> value,
        @Nullable V expected) implements Decision.Maker<V> {
    @Override
    public Decision<V> decide(FarKey same, Seen<V> seen, Load basis) {
        V there = seen.value();
        boolean holds = switch (operation) {
            case PUT_IF_ABSENT -> there == null;
            case REPLACE, GET_AND_REPLACE -> there != null;
            case REPLACE_IF_EQUAL, REMOVE_IF_EQUAL -> expected != null && expected.equals(there);
            default -> true;
        };
        if (!holds) {
            return new Decision.Keep<>(operation.compares()); // which is an access
        }
        return value == null ? new Decision.Remove<>() : new Decision.Store<>(value, Decision.Origin.CALLER);
    }
}
