package org.tandemcache.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** I3 and I4 of docs/architecture.md: when a promise holds, and when never again. */
class TokenTest {
    private static final long LEASE = 1_000;
    private static final long NOW = ThreadLocalRandom.current().nextLong();

    private final Token token = new Token(LEASE);

    @Test
    void token_withoutProof_doesNotHold() {
        assertThat(token.holds(NOW)).isFalse();
        assertThat(token.age(NOW)).isEqualTo(-1);
    }

    static LongStream instants() {
        return LongStream.of(0, -1, -LEASE, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - LEASE, NOW);
    }

    @ParameterizedTest
    @MethodSource("instants")
    void token_proven_holdsForALease(long provenAt) {
        token.prove(provenAt);

        assertThat(token.holds(provenAt)).isTrue();
        assertThat(token.holds(provenAt + LEASE)).isTrue();
        assertThat(token.holds(provenAt + LEASE + 1)).isFalse();
        assertThat(token.age(provenAt + 5)).isEqualTo(5);
    }

    @Test
    void token_provenAgainAfterTheLease_holdsAgain() {
        token.prove(NOW);
        assertThat(token.holds(NOW + 2 * LEASE)).isFalse();

        token.prove(NOW + 2 * LEASE);

        assertThat(token.holds(NOW + 2 * LEASE)).isTrue();
    }

    @Test
    void token_killed_neverHoldsAgain() {
        token.prove(NOW);
        token.kill(false);
        assertThat(token.holds(NOW)).isFalse();

        token.prove(NOW + 1);

        assertThat(token.dead()).isTrue();
        assertThat(token.holds(NOW + 1)).isFalse();
    }

    @Test
    void successor_ofAProvenToken_holdsThoughItIsKilled() {
        token.prove(NOW);
        Token next = token.successor();
        token.kill(false);

        assertThat(next.holds(NOW + LEASE)).isTrue();
        assertThat(next.holds(NOW + LEASE + 1)).isFalse();
        assertThat(token.holds(NOW)).isFalse();
    }

    @Test
    void successor_ofAnUnprovenToken_doesNotHold() {
        assertThat(token.successor().holds(NOW)).isFalse();
    }

    @Test
    void successor_onceMade_hasProofsOfItsOwn() {
        token.prove(NOW);
        Token next = token.successor();

        next.prove(NOW + LEASE);

        assertThat(next.holds(NOW + 2 * LEASE)).isTrue();
        assertThat(token.holds(NOW + 2 * LEASE)).isFalse();
    }
}
