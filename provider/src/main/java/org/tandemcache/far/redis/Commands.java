package org.tandemcache.far.redis;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.output.BooleanOutput;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerListOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.KeyScanOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandKeyword;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.KeyScript;
import org.tandemcache.far.Keyspace;
import org.tandemcache.far.Lifetime;

/** Builds the Redis commands of the far tier; sends nothing. */
public final class Commands {
    static final ByteArrayCodec CODEC = ByteArrayCodec.INSTANCE;

    /** How many keys the server looks at for one page of a scan. */
    private static final int SCAN_COUNT = 1000;

    private Commands() {}

    public static AsyncCommand<byte[], byte[], byte[]> get(FarKey key) {
        return command(CommandType.GET, new ValueOutput<>(CODEC), args(key));
    }

    public static AsyncCommand<byte[], byte[], Long> pttl(FarKey key) {
        return command(CommandType.PTTL, new IntegerOutput<>(CODEC), args(key));
    }

    /** INFO of the databases: how many entries each has, and how many of them expire. */
    public static AsyncCommand<byte[], byte[], String> keyspaceInfo() {
        return command(CommandType.INFO, new StatusOutput<>(CODEC), new CommandArgs<>(CODEC).add("keyspace"));
    }

    /**
     * PTTL of many keys, where one server has them all. A script, for no command tells it of several keys, and one for
     * each of them costs more than the values that they go with. Sent whole, so that it can't be unknown to the server:
     * beside the keys it is short.
     */
    public static AsyncCommand<byte[], byte[], List<Long>> pttls(List<FarKey> keys) {
        CommandArgs<byte[], byte[]> args =
                new CommandArgs<>(CODEC).add(RedisScript.LIFETIMES.source()).add(0);
        for (FarKey key : keys) {
            args.addValue(key.bytes());
        }
        return command(CommandType.EVAL, new IntegerListOutput<>(CODEC), args);
    }

    static AsyncCommand<byte[], byte[], Long> expire(FarKey key, Lifetime lifetime) {
        return lifetime.isLimited()
                ? command(
                        CommandType.PEXPIRE,
                        new IntegerOutput<>(CODEC),
                        args(key).add(lifetime.millis()))
                : command(CommandType.PERSIST, new IntegerOutput<>(CODEC), args(key));
    }

    static AsyncCommand<byte[], byte[], byte[]> getex(FarKey key, Lifetime lifetime) {
        CommandArgs<byte[], byte[]> args = args(key);
        if (lifetime.isLimited()) {
            args.add(PX).add(lifetime.millis());
        } else {
            args.add(CommandType.PERSIST);
        }
        return command(CommandType.GETEX, new ValueOutput<>(CODEC), args);
    }

    /** The values, null for nothing. */
    public static AsyncCommand<byte[], byte[], List<byte @Nullable []>> mget(List<FarKey> keys) {
        return command(CommandType.MGET, new ValueListOutput<>(CODEC), args(keys));
    }

    /** The first bytes of a value; none for nothing, too. */
    static AsyncCommand<byte[], byte[], byte[]> head(FarKey key, int length) {
        return command(
                CommandType.GETRANGE, new ValueOutput<>(CODEC), args(key).add(0).add(length - 1));
    }

    static AsyncCommand<byte[], byte[], Boolean> exists(FarKey key) {
        return command(CommandType.EXISTS, new BooleanOutput<>(CODEC), args(key));
    }

    /** SET that answers OK, or nil where {@code condition} forbids it. */
    static AsyncCommand<byte[], byte[], String> set(
            FarKey key, byte[] value, Lifetime lifetime, CommandKeyword... condition) {
        return command(CommandType.SET, new StatusOutput<>(CODEC), setArgs(key, value, lifetime, condition));
    }

    /** SET where there is nothing, which answers OK then. */
    static AsyncCommand<byte[], byte[], String> claim(FarKey key, byte[] marker, Lifetime lease) {
        return new SentAnyway<>(new Command<>(
                CommandType.SET, new StatusOutput<>(CODEC), setArgs(key, marker, lease, CommandKeyword.NX)));
    }

    /** SET that answers the value it replaced. */
    static AsyncCommand<byte[], byte[], byte[]> setGet(
            FarKey key, byte[] value, Lifetime lifetime, CommandKeyword... condition) {
        CommandArgs<byte[], byte[]> args =
                setArgs(key, value, lifetime, condition).add(CommandType.GET);
        return command(CommandType.SET, new ValueOutput<>(CODEC), args);
    }

    static AsyncCommand<byte[], byte[], Long> del(FarKey key) {
        return command(CommandType.DEL, new IntegerOutput<>(CODEC), args(key));
    }

    static AsyncCommand<byte[], byte[], byte[]> getdel(FarKey key) {
        return command(CommandType.GETDEL, new ValueOutput<>(CODEC), args(key));
    }

    static AsyncCommand<byte[], byte[], Long> unlink(List<FarKey> keys) {
        return command(CommandType.UNLINK, new IntegerOutput<>(CODEC), args(keys));
    }

    static AsyncCommand<byte[], byte[], Long> unlinkKeys(List<byte[]> keys) {
        return command(CommandType.UNLINK, new IntegerOutput<>(CODEC), new ManyKeys(keys));
    }

    static AsyncCommand<byte[], byte[], KeyScanCursor<byte[]>> scan(String cursor, Keyspace keyspace) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(CODEC)
                .add(cursor)
                .add(CommandKeyword.MATCH)
                .add(keyspace.pattern().getBytes(StandardCharsets.UTF_8))
                .add(CommandKeyword.COUNT)
                .add(SCAN_COUNT);
        return command(CommandType.SCAN, new KeyScanOutput<>(CODEC), args);
    }

    /** EVALSHA, or EVAL where the server does not have the script yet. */
    static <T> AsyncCommand<byte[], byte[], T> eval(
            RedisScript script, boolean whole, CommandOutput<byte[], byte[], T> output, FarKey key, byte[]... argv) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(CODEC)
                .add(whole ? script.source() : script.digest())
                .add(1)
                .addKey(key.bytes());
        for (byte[] arg : argv) {
            args.addValue(arg);
        }
        return command(whole ? CommandType.EVAL : CommandType.EVALSHA, output, args);
    }

    /** EVALSHA of a script that replies with a list, or EVAL where the server does not have it yet. */
    static AsyncCommand<byte[], byte[], List<Object>> eval(
            KeyScript script, boolean whole, FarKey key, byte[]... argv) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(CODEC)
                .add(whole ? script.source() : script.digest())
                .add(1)
                .addKey(key.bytes());
        for (byte[] arg : argv) {
            args.addValue(arg);
        }
        return command(whole ? CommandType.EVAL : CommandType.EVALSHA, new ArrayOutput<>(CODEC), args);
    }

    private static CommandArgs<byte[], byte[]> setArgs(
            FarKey key, byte[] value, Lifetime lifetime, CommandKeyword... condition) {
        CommandArgs<byte[], byte[]> args = args(key).addValue(value);
        if (lifetime.isLimited()) {
            args.add(PX).add(lifetime.millis());
        } else if (lifetime.isUnchanged()) {
            args.add(KEEPTTL);
        }
        for (CommandKeyword keyword : condition) {
            args.add(keyword);
        }
        return args;
    }

    // The oldest Lettuce that is supported has no words for these two.
    private static final byte[] PX = "PX".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEPTTL = "KEEPTTL".getBytes(StandardCharsets.US_ASCII);

    private static CommandArgs<byte[], byte[]> args(FarKey key) {
        return new CommandArgs<>(CODEC).addKey(key.bytes());
    }

    private static CommandArgs<byte[], byte[]> args(List<FarKey> keys) {
        return new ManyKeys(bytesOf(keys));
    }

    private static List<byte[]> bytesOf(List<FarKey> keys) {
        return keys.stream().map(FarKey::bytes).toList();
    }

    private static <T> AsyncCommand<byte[], byte[], T> command(
            CommandType type, CommandOutput<byte[], byte[], T> output, CommandArgs<byte[], byte[]> args) {
        return new AsyncCommand<>(new Command<>(type, output, args));
    }
}
