package org.tandemcache.corpus;

import org.tandemcache.codec.CodecException;
import org.tandemcache.codec.format.ValueFormat;

/** What became of a value. */
record Outcome(Kind kind, String detail) {
    /** The first two are what may be. */
    enum Kind {
        /** It comes back equal and of the same kind. */
        EQUAL,
        /** It is not taken, and the message says why. */
        REFUSED,
        /** It comes back, and is another one. */
        WRONG,
        /** It is taken, and can't be read. */
        MISS_FOR_EVER,
        /** An exception that is none of Tandem's. */
        RAW
    }

    static final Outcome EQUAL = new Outcome(Kind.EQUAL, "");

    boolean isAllowed() {
        return kind == Kind.EQUAL || kind == Kind.REFUSED;
    }

    static Outcome refused(CodecException refusal) {
        return new Outcome(Kind.REFUSED, String.valueOf(refusal.getMessage()));
    }

    static Outcome raw(Throwable thrown) {
        return new Outcome(Kind.RAW, thrown.toString());
    }

    /** Of reading bytes that were taken. */
    static Outcome read(ValueFormat reader, byte[] stored, Specimen specimen) {
        Object back;
        try {
            back = reader.decode(stored);
        } catch (CodecException e) {
            return new Outcome(Kind.MISS_FOR_EVER, String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return raw(e);
        }
        String difference = Sameness.difference(specimen.value(), back, specimen.probe());
        return difference == null ? EQUAL : new Outcome(Kind.WRONG, difference);
    }

    @Override
    public String toString() {
        return detail.isEmpty() ? kind.toString() : kind + ": " + detail.replaceAll("\\s+", " ");
    }
}
