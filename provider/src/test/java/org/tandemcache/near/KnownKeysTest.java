package org.tandemcache.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tandemcache.Actors;

/** The table that leads readers from their own keys to what stands for them in the near tier, here a number. */
class KnownKeysTest {
    private static final int MAXIMUM = 100;
    private static final int KEYS = 20 * MAXIMUM;
    private static final int ANOTHER = -1;
    private static final Duration TIME_TO_LIVE = Duration.ofMinutes(1);
    private static final Validity ALWAYS = now -> true;

    private final FakeClock clock = FakeClock.atARandomInstant();
    private final ConcurrentLinkedQueue<Integer> forgotten = new ConcurrentLinkedQueue<>();
    private final NearTier<Integer> near = new NearTier<>(
            new NearBounds(MAXIMUM, false, TIME_TO_LIVE, null), clock, key -> forgotten.add((Integer) key));
    private final KnownKeys<String, Integer> known = new KnownKeys<>(near, forgotten, String::valueOf);

    private NearValue read(int key) {
        known.know(String.valueOf(key), key);
        Reservation mine = new Reservation();
        near.claim(key, mine);
        NearValue copy = NearValue.eternal(new NearValue.Encoded("v".getBytes(StandardCharsets.UTF_8), 1), ALWAYS, 1);
        near.publish(key, mine, copy);
        return copy;
    }

    /** What has left the tier leaves the table as others come in. */
    private void letOthersIn() {
        for (int i = 0; i <= KEYS; i++) {
            read(ANOTHER);
        }
    }

    @Test
    void find_ofAKeyThatNobodyRead_isNothing() {
        assertThat(known.find("1")).isNull();
        assertThat(known.find("1", clock.getAsLong())).isNull();
        assertThat(known.findUnproven("1", clock.getAsLong())).isNull();
    }

    @Test
    void find_ofAKeyThatWasRead_isItsCopy() {
        NearValue copy = read(1);

        assertThat(known.find("1")).isSameAs(copy);
        assertThat(known.find("1", clock.getAsLong())).isSameAs(copy);
    }

    @Test
    void find_afterANotice_isNothing() {
        read(1);
        near.invalidate(1, ALWAYS);

        assertThat(known.find("1")).isNull();
    }

    @Test
    void find_ofAKeyThatCameBack_isItsCopyAgain() {
        read(1);
        near.drop(1);
        NearValue again = read(1);
        read(2);

        assertThat(known.find("1")).isSameAs(again);
    }

    /** It waits behind others to leave the table, and is read again before it has. */
    @Test
    void key_thatCameBackBeforeItHadLeft_stays() {
        IntStream.rangeClosed(1, KnownKeys.LEAVING_AT_ONCE).forEach(this::read);
        read(0);
        IntStream.rangeClosed(1, KnownKeys.LEAVING_AT_ONCE).forEach(near::drop);
        near.drop(0);

        NearValue again = read(0);
        read(1); // has it looked at

        assertThat(forgotten).isEmpty();
        assertThat(known.find("0")).isSameAs(again);
    }

    @Test
    void keys_thatTheTierHasEvicted_areForgotten() {
        for (int key = 0; key < KEYS; key++) {
            read(key);
        }
        letOthersIn();

        assertThat(near.size()).isLessThanOrEqualTo(MAXIMUM);
        assertThat(known.size()).isEqualTo((int) near.size());
    }

    @Test
    void keys_whoseTimeIsOver_areForgotten() {
        IntStream.range(0, MAXIMUM / 2).forEach(this::read);
        clock.pass(TIME_TO_LIVE.multipliedBy(2));
        letOthersIn();

        assertThat(known.size()).isOne();
    }

    @Test
    void keys_ofAllThatWasDropped_areForgotten() {
        IntStream.range(0, MAXIMUM / 2).forEach(this::read);
        near.dropAll();
        letOthersIn();

        assertThat(known.size()).isOne();
    }

    @Test
    void keys_whoseReadHasBroughtNothing_areForgotten() {
        for (int key = 0; key < KEYS; key++) {
            known.know(String.valueOf(key), key);
            Reservation mine = new Reservation();
            near.claim(key, mine);
            near.abandon(key, mine);
        }
        letOthersIn();

        assertThat(known.size()).isOne();
    }

    @Test
    void clear_forgetsAll() {
        read(1);
        near.dropAll();
        known.clear();

        assertThat(known.size()).isZero();
        assertThat(forgotten).isEmpty();
    }

    /** Whatever reads, notices and evictions do to each other, no key is left behind for good. */
    @Test
    void keys_readAndCalledBackAtOnce_leaveNothingBehind() throws Exception {
        Actors.together(4, actor -> () -> {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            for (int i = 0; i < 50 * KEYS; i++) {
                int key = random.nextInt(2 * MAXIMUM);
                if (actor == 0) {
                    near.invalidate(key, ALWAYS);
                } else if (known.find(String.valueOf(key)) == null) {
                    read(key);
                }
            }
            return null;
        });
        near.dropAll();
        letOthersIn();

        assertThat(known.size()).isOne();
    }
}
