package org.tandemcache.doctor;

import io.lettuce.core.RedisURI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tandemcache.config.ManagerSettings;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.redis.connection.RedisNode;
import org.tandemcache.far.redis.connection.RedisServerAddress;
import org.tandemcache.far.redis.connection.RedisTls;
import org.tandemcache.far.redis.topology.RedisConnector;

/**
 * Looks at the servers of a cache manager: what they are and speak, what the user may do, how they are set up, how they
 * are, and what lies in them. Connects as the manager would, on connections of its own, and <b>writes nothing</b>.
 *
 * <p>Immutable and thread-safe; each examination is independent. One of a healthy server takes some hundred round trips
 * and one more for each thousand keys. Every answer is waited for as long as the address says ({@code ?timeout=}, by
 * default one second), and a server that does not answer is asked no more.
 */
public final class Doctor {
    /** How many keys of each server are walked through unless somebody says otherwise: 100,000. */
    public static final int DEFAULT_KEYS = 100_000;

    private final ManagerSettings settings;
    private final int keys;

    /** A doctor who walks through {@value #DEFAULT_KEYS} keys of each server at most. */
    public Doctor(ManagerSettings settings) {
        this(settings, DEFAULT_KEYS);
    }

    /**
     * A doctor who walks through so many keys.
     *
     * @param settings of the manager whose servers are looked at
     * @param keys how many keys of each server are walked through at most, those of others included, rounded up to
     *     thousands; 1 or more
     * @throws IllegalArgumentException if {@code keys} is less than 1
     */
    public Doctor(ManagerSettings settings, int keys) {
        if (keys < 1) {
            throw new IllegalArgumentException("keys is " + keys + "; allowed: 1 or more");
        }
        this.settings = settings;
        this.keys = keys;
    }

    /**
     * Looks at everything. Blocks; throws nothing because of a server.
     *
     * @throws IllegalArgumentException if the address can't be understood; the message shows no password
     */
    public Diagnosis examine() {
        ExecutorService logins = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "tandem-doctor-login");
            thread.setDaemon(true);
            return thread;
        });
        RedisServerAddress address = RedisServerAddress.of(settings, logins);
        try (RedisConnector connector = new RedisConnector(address, settings.connect(), RedisTls.of(settings.tls()))) {
            return examine(connector, address);
        } finally {
            logins.shutdownNow();
        }
    }

    private Diagnosis examine(RedisConnector connector, RedisServerAddress address) {
        Findings findings = new Findings();
        KeySpace space = new KeySpace(settings.namespace(), keys);
        try {
            List<RedisNode> masters = connector.view().masters();
            boolean cluster = connector.view().isCluster();
            boolean all = true;
            for (RedisNode master : masters) {
                all &= examine(connector, master.uri(), cluster, space, findings);
            }
            if (!cluster && address.servers().size() > 1) {
                address.servers().stream()
                        .filter(named -> masters.stream().noneMatch(master -> isAt(named, master.uri())))
                        .forEach(named -> examineNamed(connector, named, findings));
            }
            findings.at("");
            if (all) {
                space.tell(findings);
            }
        } catch (FarTierException e) {
            findings.fail("connect", String.valueOf(e.getMessage()), "see what the message says; docs/topologies.md");
        }
        return Diagnosis.of(address.hostAndPort(), findings.all(), space.caches());
    }

    private static boolean isAt(RedisURI one, RedisURI other) {
        return name(one).equals(name(other));
    }

    private static String name(RedisURI uri) {
        return uri.getHost() + ":" + uri.getPort();
    }

    private static void examineNamed(RedisConnector connector, RedisURI uri, Findings findings) {
        findings.at(name(uri));
        try (Server server = Server.connect(connector, uri)) {
            Replication.examineNamed(server, findings);
        } catch (Server.SilentException e) {
            findings.warn(
                    Replication.REPLICAS,
                    "this server is named in the address and does not answer: " + e.getMessage(),
                    "look at the server; the one that takes writes does without it, but nothing takes its place");
        }
    }

    /** @return whether the server has answered to the end */
    private boolean examine(
            RedisConnector connector, RedisURI uri, boolean cluster, KeySpace space, Findings findings) {
        findings.at(name(uri));
        try (Server server = Server.connect(connector, uri)) {
            findings.ok("connect", "the server answers");
            new Contact(server, findings).examine(connector);
            Replication.examine(server, findings);
            if (cluster) {
                Coverage.examine(server, findings);
            }
            new Rights(server, settings.namespace(), findings).examine(cluster);
            Clock.examine(server, findings);
            Memory.examine(server, space.examine(server, findings), findings);
            return true;
        } catch (Server.SilentException e) {
            findings.fail(
                    "connect",
                    "the server does not answer: " + e.getMessage(),
                    "look at the server: is it frozen, busy (SLOWLOG GET), or out of memory?");
            return false;
        }
    }
}
