package org.tandemcache.doctor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one check has found. Immutable; holds no password.
 *
 * @param check its name, such as {@code memory}; the names are those of docs/doctor.md
 * @param status how grave it is
 * @param servers the servers that this was found at, as host and port; empty where it is of all of them
 * @param text what was found
 * @param remedy what to do; null where nothing is to be done
 */
public record Finding(
        String check,
        Status status,
        List<String> servers,
        String text,
        @Nullable String remedy) {
    /** A finding that keeps a copy of the list. */
    public Finding {
        servers = List.copyOf(servers);
    }
}
