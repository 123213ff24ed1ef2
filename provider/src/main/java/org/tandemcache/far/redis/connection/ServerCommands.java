package org.tandemcache.far.redis.connection;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;

/** Builds the Redis commands that ask a server what it is, and name no key; sends nothing. */
public final class ServerCommands {
    static final ByteArrayCodec CODEC = ByteArrayCodec.INSTANCE;

    private ServerCommands() {}

    /** HELLO without arguments, which changes nothing and tells what the server is: {@link ReplyFields}. */
    public static AsyncCommand<byte[], byte[], List<Object>> hello() {
        return command(CommandType.HELLO, new ArrayOutput<>(CODEC), new CommandArgs<>(CODEC));
    }

    /** What the server tells of itself beside HELLO. */
    static AsyncCommand<byte[], byte[], String> infoOfServer() {
        return text(CommandType.INFO, new CommandArgs<>(CODEC).add("SERVER"));
    }

    /** Whose replica a server is, and which replicas it has. */
    public static AsyncCommand<byte[], byte[], String> infoOfReplication() {
        return text(CommandType.INFO, new CommandArgs<>(CODEC).add("REPLICATION"));
    }

    /** Which slots each node of the cluster holds, in the words of the one that is asked. */
    public static AsyncCommand<byte[], byte[], String> clusterNodes() {
        return text(CommandType.CLUSTER, new CommandArgs<>(CODEC).add("NODES"));
    }

    /** Lets the next command in at the node that a slot is moving to. */
    public static AsyncCommand<byte[], byte[], String> asking() {
        return text(CommandType.ASKING, new CommandArgs<>(CODEC));
    }

    private static AsyncCommand<byte[], byte[], String> text(CommandType type, CommandArgs<byte[], byte[]> args) {
        return command(type, new StatusOutput<>(CODEC), args);
    }

    private static <T> AsyncCommand<byte[], byte[], T> command(
            CommandType type, CommandOutput<byte[], byte[], T> output, CommandArgs<byte[], byte[]> args) {
        return new AsyncCommand<>(new Command<>(type, output, args));
    }
}
