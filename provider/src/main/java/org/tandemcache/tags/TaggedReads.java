package org.tandemcache.tags;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tandemcache.coherence.CoherentReads;
import org.tandemcache.far.FarKey;
import org.tandemcache.far.FarOperation.Stored;
import org.tandemcache.far.FarTierException;
import org.tandemcache.far.StoredEntry;
import org.tandemcache.near.Validity;

/** Tracked reads of a cache whose entries have stamps: a copy is kept under the promises of its tags, too. */
public record TaggedReads(CoherentReads reads, CacheTags tags) implements CoherentReads {
    @Override
    public void read(List<FarKey> keys, List<? extends Answer> answers) {
        List<Tagging> tagging = new ArrayList<>(answers.size());
        answers.forEach(answer -> tagging.add(new Tagging(answer, tags)));
        reads.read(keys, tagging);
    }

    @Override
    public boolean isReady(FarKey key) {
        return reads.isReady(key);
    }

    @Override
    public boolean writeAndRead(FarKey key, Stored stored, Answer answer) {
        return reads.writeAndRead(key, stored, new Tagging(answer, tags));
    }

    @Override
    public void answeredElsewhere(FarKey key) {
        reads.answeredElsewhere(key);
    }

    private static final class Tagging implements Answer {
        private final Answer answer;
        private final CacheTags tags;
        // What the value was read under. Used by the channel's event loop.
        private @Nullable Validity channel;
        private @Nullable Validity promise;

        Tagging(Answer answer, CacheTags tags) {
            this.answer = answer;
            this.tags = tags;
        }

        @Override
        public void sent(@Nullable Validity named) {
            answer.sent(named);
        }

        @Override
        public void arrived() {
            answer.arrived();
        }

        @Override
        public void read(StoredEntry entry, long sentAt, Validity validity) {
            channel = validity;
            promise = tags.promise(entry, validity);
            answer.read(entry, sentAt, promise);
        }

        @Override
        public void found(@Nullable StoredEntry entry, long sentAt, Validity validity) {
            if (entry == null) {
                answer.found(null, sentAt, validity);
            } else {
                // the same promise for the same copy
                Validity held = promise != null && validity == channel ? promise : tags.promise(entry, validity);
                answer.found(entry, sentAt, held);
            }
        }

        @Override
        public void failed(FarTierException failure) {
            answer.failed(failure);
        }
    }
}
