package org.tandemcache.hibernate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.tandemcache.testkit.HeldWire;
import org.tandemcache.testkit.RedisCluster;
import org.tandemcache.testkit.RedisSentinels;
import org.tandemcache.testkit.RedisServer;

/** What befalls an adversary's nodes and their Redis, again and again. */
enum AdversaryNemesis {
    /** Nothing. */
    QUIET,
    /** Answers come up to 20 ms late on one of the nodes. */
    LATE {
        @Override
        void strike(Struck struck) throws Exception {
            HeldWire wire = struck.wire();
            wire.delayReplies(Duration.ofMillis(struck.random().nextInt(20)));
            struck.pause(800);
            wire.release();
        }
    },
    /** Both nodes' wall clocks are set, each up to 10 s ahead or behind. */
    SKEW {
        @Override
        Map<String, String> environment(Path clock) throws Exception {
            Path library = Path.of(System.getProperty(
                    "tandem.test.faketime", "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"));
            if (!Files.exists(library)) {
                throw new IllegalStateException(
                        library + " is not there; install libfaketime, or name it with" + " -Dtandem.test.faketime");
            }
            Files.writeString(clock, "+0");
            return Map.of(
                    "LD_PRELOAD",
                    library.toString(),
                    "FAKETIME_TIMESTAMP_FILE",
                    clock.toString(),
                    "FAKETIME_CACHE_DURATION",
                    "1",
                    "FAKETIME_DONT_FAKE_MONOTONIC",
                    "1");
        }

        @Override
        void strike(Struck struck) throws Exception {
            for (Path clock : struck.clocks()) {
                Files.writeString(clock, String.format("%+.3f", struck.random().nextDouble(-10, 10)));
            }
            struck.pause(5_000);
        }
    },
    /** SIGSTOP, and SIGCONT. */
    STOP {
        @Override
        void strike(Struck struck) throws Exception {
            AdversaryChild child = struck.child();
            child.signal("STOP");
            struck.pause(3_000);
            child.signal("CONT");
        }
    },
    /** SIGSTOP for longer than a lock lasts. */
    STALL {
        @Override
        List<String> settings() {
            return List.of("hibernate.cache.tandem.lock-timeout", "500ms");
        }

        @Override
        void strike(Struck struck) throws Exception {
            STOP.strike(struck);
        }
    },
    /** A node can't reach Redis, and then can. */
    CUT {
        @Override
        void strike(Struck struck) throws Exception {
            HeldWire wire = struck.wire();
            wire.cut();
            struck.pause(1_500);
            wire.admit();
        }
    },
    /** Replies to scripts are lost, which have run. */
    LOSE {
        @Override
        void strike(Struck struck) throws Exception {
            struck.wire().loseRepliesTo("EVALSHA", 3);
            struck.pause(300);
        }
    },
    /** A node dies between a commit and its unlock, and another one takes its place. */
    KILL {
        @Override
        List<String> settings() {
            return List.of("hibernate.cache.tandem.lock-timeout", "5s");
        }

        @Override
        int changesToLive(Random random) {
            return 50 + random.nextInt(200);
        }

        @Override
        void strike(Struck struck) throws Exception {
            struck.replaceTheDead();
        }
    },
    /** Redis dies, and comes back with nothing. */
    RESTART {
        @Override
        void strike(Struck struck) throws Exception {
            AdversaryPlace.Single place = (AdversaryPlace.Single) struck.place();
            place.redis().kill();
            struck.pause(500);
            place.redis().restart();
            struck.pause(4_000);
        }
    },
    /** Redis dies, and comes back with a snapshot of a while ago. */
    RESTORE {
        @Override
        AdversaryPlace place() throws Exception {
            return AdversaryPlace.Single.start("dbfilename kept.rdb"); // which a restart leaves where it is
        }

        @Override
        void strike(Struck struck) throws Exception {
            AdversaryPlace.Single place = (AdversaryPlace.Single) struck.place();
            long saved = (Long) place.redis().command("DBSIZE");
            place.redis().command("SAVE");
            struck.pause(2_000);
            place.redis().kill();
            place.redis().restart();
            if (saved > 0 && (Long) place.redis().command("DBSIZE") == 0) {
                throw new IllegalStateException("nothing has come back of " + saved + " keys");
            }
            struck.pause(4_000);
        }
    },
    /** Redis evicts keys, whichever they are. */
    EVICT {
        @Override
        List<String> settings() {
            return List.of("hibernate.cache.tandem.absent", "prove", "hibernate.cache.tandem.lock-timeout", "10s");
        }

        @Override
        void strike(Struck struck) throws Exception {
            AdversaryPlace.Single place = (AdversaryPlace.Single) struck.place();
            for (int i = 0; i < 5; i++) { // keys of results are no text: they don't leave the server
                place.redis()
                        .command(
                                "EVAL",
                                "local key = redis.call('RANDOMKEY') return key and redis.call('DEL', key) or 0",
                                "0");
            }
            struck.pause(100);
        }
    },
    /** A replica takes the dead primary's place, with what it has. */
    FAILOVER {
        @Override
        AdversaryPlace place() {
            return new AdversaryPlace.Watched(RedisSentinels.start(2));
        }

        @Override
        void strike(Struck struck) throws Exception {
            struck.pause(6_000);
            RedisSentinels sentinels = ((AdversaryPlace.Watched) struck.place()).sentinels();
            RedisServer former = sentinels.primary();
            sentinels.failoverByKill();
            former.restart(); // a replica for the next time
            sentinels.awaitReady();
        }
    },
    /** So does one in a cluster. */
    CLUSTER {
        @Override
        AdversaryPlace place() {
            return new AdversaryPlace.Clustered(RedisCluster.start(3, 1));
        }

        @Override
        void strike(Struck struck) throws Exception {
            struck.pause(6_000);
            RedisCluster cluster = ((AdversaryPlace.Clustered) struck.place()).cluster();
            RedisServer former = cluster.masters().get(struck.random().nextInt(3));
            cluster.failoverByKill(former);
            former.restart();
            cluster.awaitReady();
        }
    };

    /** What can be struck. */
    interface Struck {
        Random random();

        AdversaryPlace place();

        /** Either node. */
        AdversaryChild child();

        /** Files that set the nodes' wall clocks. */
        List<Path> clocks();

        /** Starts nodes in the place of those that are no more. */
        void replaceTheDead() throws Exception;

        /** Either node's way to Redis. */
        default HeldWire wire() {
            return ((AdversaryPlace.Single) place()).wires().get(random().nextInt(2));
        }

        /** How long a trouble lasts is what it is about; nothing is waited for. */
        default void pause(int bound) throws InterruptedException {
            TimeUnit.MILLISECONDS.sleep(random().nextInt(bound));
        }
    }

    AdversaryPlace place() throws Exception {
        return AdversaryPlace.Single.start();
    }

    /** Of a node's process. */
    Map<String, String> environment(Path clock) throws Exception {
        return Map.of();
    }

    /** Of both nodes: locks outlast what befalls them, and give way before it is asked whether each row is cached. */
    List<String> settings() {
        return List.of("hibernate.cache.tandem.lock-timeout", "10s");
    }

    int changesToLive(Random random) {
        return Integer.MAX_VALUE;
    }

    /** Once. */
    void strike(Struck struck) throws Exception {
        struck.pause(800);
    }
}
