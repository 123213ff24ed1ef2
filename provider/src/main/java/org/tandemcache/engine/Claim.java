package org.tandemcache.engine;

/**
 * What a load rests on: what it brings is stored if that still lies there.
 *
 * @param seen what lay there before the load began
 * @param kind what {@code seen} is good for
 */
record Claim<V>(Seen<V> seen, Kind kind) {
    enum Kind {
        /** Nothing lay there, which looks the same before a change and after it: a guess. */
        GUESS,
        /** A write, or a marker of this very load: any change in between takes it away. */
        PROOF,
        /** The far tier is away: nothing is stored. */
        AWAY,
        /** Somebody else's load or processor is what counts: nothing is stored. */
        NONE,
    }

    /** Whether what the load brings may be stored. */
    boolean holds() {
        return kind == Kind.GUESS || kind == Kind.PROOF;
    }

    static <V> Claim<V> guess() {
        return new Claim<>(new Seen<>(null, null), Kind.GUESS);
    }

    static <V> Claim<V> away() {
        return new Claim<>(new Seen<>(null, null), Kind.AWAY);
    }

    static <V> Claim<V> none() {
        return new Claim<>(new Seen<>(null, null), Kind.NONE);
    }

    static <V> Claim<V> proof(Seen<V> seen) {
        return new Claim<>(seen, Kind.PROOF);
    }
}
