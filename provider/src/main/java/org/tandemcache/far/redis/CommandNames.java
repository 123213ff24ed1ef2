package org.tandemcache.far.redis;

import org.tandemcache.far.SentCommands;

/** Which commands {@link RedisFarTier} sends for an operation: for those who watch, and read Redis's own names. */
public final class CommandNames {
    private CommandNames() {}

    /**
     * Those of an operation.
     *
     * @param operation a method of the far tier
     * @param each how many entries it names
     * @param scripted whether writes take a script, for an entry lives otherwise once it is updated
     */
    public static SentCommands of(String operation, int each, boolean scripted) {
        String set = scripted ? "EVALSHA" : "SET";
        return switch (operation) {
            case "get" -> new SentCommands("GET", 1);
            case "getTimed" -> new SentCommands("GET", 2);
            case "getAll" -> new SentCommands("MGET", 1);
            case "contains" -> new SentCommands("EXISTS", 1);
            case "header" -> new SentCommands("GETRANGE", 1);
            case "claim" -> new SentCommands("SET", 1);
            case "claimAll" -> new SentCommands("SET", each);
            case "getAndTouch" -> new SentCommands("GETEX", 1);
            case "getAllAndTouch" -> new SentCommands("GETEX", each);
            case "lifetime" -> new SentCommands("PTTL", 1);
            case "touch", "setLifetime" -> new SentCommands("PEXPIRE", 1);
            case "put", "getAndPut" -> new SentCommands(set, 1);
            case "putAll" -> new SentCommands(set, each);
            case "replaceAll" -> new SentCommands("SET", each);
            case "putIfAbsent", "replace", "getAndReplace" -> new SentCommands("SET", 1);
            case "remove" -> new SentCommands("DEL", 1);
            case "getAndRemove" -> new SentCommands("GETDEL", 1);
            case "getAndRemoveAll" -> new SentCommands("GETDEL", each);
            case "removeAll" -> new SentCommands("UNLINK", 1);
            case "compare" -> new SentCommands("EVALSHA", 1);
            case "compareAll", "getAndPutAll" -> new SentCommands("EVALSHA", each);
            case "scan" -> new SentCommands("SCAN", 1);
            case "clear" -> new SentCommands("UNLINK", 1);
            default -> throw new IllegalArgumentException("no operation of the far tier is called " + operation);
        };
    }

    /** Those of a tracked read: each value comes with its remaining lifetime. */
    public static SentCommands ofTrackedRead(int keys) {
        return keys == 1 ? new SentCommands("GET", 2) : new SentCommands("MGET", 1 + keys);
    }
}
