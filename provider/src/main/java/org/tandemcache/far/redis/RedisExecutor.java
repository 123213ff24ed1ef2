package org.tandemcache.far.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.Patience;
import org.tandemcache.far.redis.connection.Failures;
import org.tandemcache.far.redis.connection.RedisNode;
import org.tandemcache.far.redis.topology.RedisConnector;
import org.tandemcache.far.redis.topology.Route;
import org.tandemcache.far.redis.topology.TopologyView;

/** Sends commands and waits for their answers, no longer than its patience lasts. Thread-safe. */
final class RedisExecutor {
    /** What a slow network takes for it: 16 MB a second. */
    private static final long NANOS_PER_BYTE = 60;

    private final RedisConnector connector;
    private final Supplier<? extends Route> route;
    private final Patience patience;
    private final long timeoutNanos;

    /** Sends to the nodes that hold the keys. */
    RedisExecutor(RedisConnector connector, Patience patience) {
        this(connector, connector::topology, patience);
    }

    RedisExecutor(RedisConnector connector, Supplier<? extends Route> route, Patience patience) {
        this.connector = connector;
        this.route = route;
        this.patience = patience;
        this.timeoutNanos = patience.limit().toNanos();
    }

    /** Sends one command; the answer, null for nil. */
    <T> @Nullable T run(AsyncCommand<byte[], byte[], T> command) {
        return run(command, 0);
    }

    /**
     * {@link #run(AsyncCommand)}.
     *
     * @param bytes how many travel to or fro: the more, the longer the answer is waited for
     */
    <T> @Nullable T run(AsyncCommand<byte[], byte[], T> command, long bytes) {
        try {
            return attempt(command, bytes);
        } catch (RedisException e) {
            throw at(command, translate(e));
        }
    }

    /** {@link #run}, with another answer where the key holds something that is no string. */
    <T> @Nullable T run(AsyncCommand<byte[], byte[], T> command, Supplier<@Nullable T> wrongType) {
        try {
            return attempt(command, 0);
        } catch (RedisException e) {
            if (Failures.isWrongType(e)) {
                return wrongType.get();
            }
            throw at(command, translate(e));
        }
    }

    /**
     * Sends the commands in one flush and waits for every answer, in their order: also for those behind one that has
     * failed, for they are done all the same.
     *
     * @param bytes how many travel to or fro: the more, the longer the answers are waited for
     * @param answers are told each answer that comes in time
     * @throws FarTierException the first failure of a command, once all others have ended or their time is over
     */
    <T> void runAll(List<AsyncCommand<byte[], byte[], T>> commands, long bytes, Answers<T> answers) {
        send(commands);
        long waiting = waitFor(bytes);
        long deadline = System.nanoTime() + waiting;
        FarTierException first = null;
        for (int i = 0; i < commands.size(); i++) {
            AsyncCommand<byte[], byte[], T> command = commands.get(i);
            if (first != null && !command.isDone() && deadline - System.nanoTime() <= 0) {
                takeBack(command);
                answers.failed(i, Failures.timeout(connector.address(), patience, Duration.ofNanos(waiting), first));
                continue;
            }
            try {
                answer(command, i, deadline, waiting, answers);
            } catch (FarTierException e) {
                FarTierException failure = at(command, e);
                answers.failed(i, failure);
                first = first == null ? failure : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private <T> void answer(
            AsyncCommand<byte[], byte[], T> command, int index, long deadline, long waiting, Answers<T> answers) {
        T answer;
        try {
            answer = await(command, deadline, waiting);
        } catch (RedisException e) {
            answers.refused(index, e);
            return;
        }
        answers.answered(index, answer);
    }

    /** The failure with the node of a cluster whose failure it is. */
    FarTierException at(RedisCommand<byte[], byte[], ?> command, FarTierException failure) {
        ByteBuffer key = command.getArgs() == null ? null : command.getArgs().getFirstEncodedKey();
        TopologyView view = connector.knownView();
        if (key == null || view == null || !view.isCluster()) {
            return failure;
        }
        RedisNode holder = view.holderOf(SlotHash.getSlot(key));
        return holder == null ? failure : failure.at(holder);
    }

    /** Hears what has become of each of several commands, by its index. */
    interface Answers<T> {
        void answered(int index, @Nullable T answer);

        /**
         * The server has refused the command, or it has failed.
         *
         * @throws FarTierException if it is a failure of the whole
         */
        void refused(int index, RedisException failure);

        /** It was not answered in time, or {@link #refused} has thrown. */
        default void failed(int index, FarTierException failure) {
            // the first failure is thrown in the end
        }
    }

    /** None may be refused. */
    <T> Answers<T> all(BiConsumer<Integer, @Nullable T> answered) {
        return new Answers<>() {
            @Override
            public void answered(int index, @Nullable T answer) {
                answered.accept(index, answer);
            }

            @Override
            public void refused(int index, RedisException failure) {
                throw translatePart(failure);
            }
        };
    }

    /** Sends the commands, of whatever types, in one flush; each is then to be awaited by {@link #answer}. */
    void send(List<? extends RedisCommand<byte[], byte[], ?>> commands) {
        route.get().dispatch(commands);
    }

    /** The far tier's exception for a failure of {@link #answer} or {@link #runAll}. */
    FarTierException translate(RedisException failure) {
        FarTierException translated = connector.translate(failure);
        if (translated.kind() != FarTierException.Kind.REJECTED) {
            connector.suspect();
        }
        return translated;
    }

    /** {@link #translate} for one of several commands: others of them may have been sent, and applied. */
    FarTierException translatePart(RedisException failure) {
        FarTierException whole = translate(failure);
        return whole.kind() == FarTierException.Kind.UNAVAILABLE
                ? new FarTierException(
                        FarTierException.Kind.UNKNOWN_OUTCOME,
                        whole.getMessage() + "; other entries may have been reached",
                        whole)
                : whole;
    }

    /** Whether the call of this thread has no time left to ask anybody else. */
    boolean isTimeOver() {
        return patience.endsEarly() && patience.nanosLeft() == 0;
    }

    /** How many keys one command may name. */
    int keysPerCommand() {
        return connector.topology().keysPerCommand();
    }

    /** Where the keys lie now. */
    TopologyView view() {
        return connector.view();
    }

    /** Where the keys lie, looked at now. */
    TopologyView freshView() {
        return connector.topology().freshView();
    }

    /** Sends one command to a node, whatever keys it holds; the answer, null for nil. */
    <T> @Nullable T runOn(RedisNode node, AsyncCommand<byte[], byte[], T> command) {
        sendTo(node, command);
        return awaited(command);
    }

    /** {@link #runOn} that waits for nothing: the answer is then to be {@link #awaited}. */
    void sendTo(RedisNode node, AsyncCommand<byte[], byte[], ?> command) {
        try {
            node.connection().dispatch(command);
        } catch (RedisException e) {
            throw translate(e);
        }
    }

    /** The answer of a command that was {@linkplain #sendTo sent}, null for nil. */
    <T> @Nullable T awaited(AsyncCommand<byte[], byte[], T> command) {
        try {
            return answer(command);
        } catch (RedisException e) {
            throw translate(e);
        }
    }

    /** One run of a script on one key. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record ScriptCall(RedisScript script, FarKey key, byte[]... argv) {
        <T> AsyncCommand<byte[], byte[], T> command(boolean whole, CommandOutput<byte[], byte[], T> output) {
            return Commands.eval(script, whole, output, key, argv);
        }
    }

    /** {@link #runAll} of scripts: by their digests, and whole where the server does not have them yet. */
    <T> void scripts(
            Supplier<CommandOutput<byte[], byte[], T>> output, List<ScriptCall> calls, long bytes, Answers<T> answers) {
        List<Integer> unknown = new ArrayList<>();
        runAll(calls.stream().map(call -> call.command(false, output.get())).toList(), bytes, new Answers<T>() {
            @Override
            public void answered(int index, @Nullable T answer) {
                answers.answered(index, answer);
            }

            @Override
            public void refused(int index, RedisException failure) {
                if (failure instanceof RedisNoScriptException) {
                    unknown.add(index);
                } else {
                    answers.refused(index, failure);
                }
            }

            @Override
            public void failed(int index, FarTierException failure) {
                answers.failed(index, failure);
            }
        });
        if (!unknown.isEmpty()) {
            List<AsyncCommand<byte[], byte[], T>> whole = unknown.stream()
                    .map(i -> calls.get(i).command(true, output.get()))
                    .toList();
            runAll(whole, bytes, new Answers<T>() {
                @Override
                public void answered(int index, @Nullable T answer) {
                    answers.answered(unknown.get(index), answer);
                }

                @Override
                public void refused(int index, RedisException failure) {
                    answers.refused(unknown.get(index), failure);
                }

                @Override
                public void failed(int index, FarTierException failure) {
                    answers.failed(unknown.get(index), failure);
                }
            });
        }
    }

    /** Runs a script on one key: by its digest, and whole where the server does not have it yet. */
    <T> @Nullable T script(
            RedisScript script, Supplier<CommandOutput<byte[], byte[], T>> output, FarKey key, byte[]... argv) {
        AsyncCommand<byte[], byte[], T> digest = Commands.eval(script, false, output.get(), key, argv);
        try {
            return attempt(digest, 0);
        } catch (RedisNoScriptException e) {
            return run(Commands.eval(script, true, output.get(), key, argv));
        } catch (RedisException e) {
            throw at(digest, translate(e));
        }
    }

    /** Waits for the answer of a command that was sent. */
    <T> @Nullable T answer(AsyncCommand<byte[], byte[], T> command) {
        return await(command, 0);
    }

    private <T> @Nullable T await(AsyncCommand<byte[], byte[], T> command, long bytes) {
        long waiting = waitFor(bytes);
        return await(command, System.nanoTime() + waiting, waiting);
    }

    /** How long an answer is waited for by a timer, which no thread's call bounds. */
    Duration waiting(long bytes) {
        return Duration.ofNanos(patience.endsEarly() ? timeoutNanos : timeoutNanos + bytes * NANOS_PER_BYTE);
    }

    /** Who does without soon does not wait longer for more. */
    private long waitFor(long bytes) {
        return patience.endsEarly() ? patience.nanosLeft() : timeoutNanos + bytes * NANOS_PER_BYTE;
    }

    /** It is not sent if it has not been yet. */
    private static void takeBack(AsyncCommand<?, ?, ?> command) {
        if (!(command instanceof SentAnyway)) {
            command.cancel();
        }
    }

    private <T> @Nullable T attempt(AsyncCommand<byte[], byte[], T> command, long bytes) {
        try {
            route.get().dispatch(command);
            return await(command, bytes);
        } catch (FarTierException e) {
            throw at(command, e);
        }
    }

    private <T> @Nullable T await(AsyncCommand<byte[], byte[], T> command, long deadline, long waiting) {
        try {
            return command.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            takeBack(command);
            if (!patience.endsEarly()) {
                connector.suspect();
            }
            throw Failures.timeout(connector.address(), patience, Duration.ofNanos(waiting), e);
        } catch (InterruptedException e) {
            command.cancel();
            Thread.currentThread().interrupt();
            throw new FarTierException(
                    FarTierException.Kind.UNKNOWN_OUTCOME, "interrupted while waiting for Redis's answer", e);
        } catch (CancellationException e) {
            throw new RedisException(Failures.CONNECTION_LOST, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RedisException refused) {
                throw refused;
            }
            if (e.getCause() instanceof FarTierException notSent) {
                throw notSent;
            }
            throw new RedisException(e.getCause());
        }
    }
}
