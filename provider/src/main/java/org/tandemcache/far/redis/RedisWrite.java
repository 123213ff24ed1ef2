package org.tandemcache.far.redis;

import io.lettuce.core.protocol.AsyncCommand;
import java.time.Duration;
import org.tandemcache.far.UnsentWrite;

/** A write as a command. */
public record RedisWrite(AsyncCommand<byte[], byte[], ?> command, Duration limit) implements UnsentWrite {}
