package org.tandemcache.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects findings; what is the same at several servers becomes one. Not thread-safe. */
final class Findings {
    private record Same(
            String check,
            Status status,
            String text,
            @Nullable String remedy) {}

    private final Map<Same, List<String>> found = new LinkedHashMap<>();
    private String server = "";

    /** Those that follow are of this server; of all, where it is empty. */
    void at(String name) {
        server = name;
    }

    void ok(String check, String text) {
        add(check, Status.OK, text, null);
    }

    void warn(String check, String text, String remedy) {
        add(check, Status.WARN, text, remedy);
    }

    void fail(String check, String text, String remedy) {
        add(check, Status.FAIL, text, remedy);
    }

    /** A command that only the doctor needs was refused. */
    void unseen(String check, String command, String refusal) {
        warn(
                check,
                "not checked, for the server refuses " + command + ": " + refusal,
                "let the doctor in as a user that may run " + command);
    }

    private void add(String check, Status status, String text, @Nullable String remedy) {
        List<String> servers = found.computeIfAbsent(new Same(check, status, text, remedy), same -> new ArrayList<>());
        if (!server.isEmpty() && !servers.contains(server)) {
            servers.add(server);
        }
    }

    List<Finding> all() {
        List<Finding> all = new ArrayList<>();
        found.forEach((same, servers) ->
                all.add(new Finding(same.check(), same.status(), servers, same.text(), same.remedy())));
        return all;
    }
}
