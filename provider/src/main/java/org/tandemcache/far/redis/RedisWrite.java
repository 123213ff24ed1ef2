package org.tandemcache.far.redis;

import io.lettuce.core.protocol.AsyncCommand;
import java.time.Duration;
import org.tandemcache.far.UnsentWrite;

/** A write as a command. */
public record RedisWrite(AsyncCommand<byte[], byte[], ?> command, Duration limit) implements UnsentWrite {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the answer is told to who waits for it
    public void onFailure(Runnable told) {
        command.whenComplete((done, failure) -> {
            if (failure != null) {
                told.run();
            }
        });
    }
}
