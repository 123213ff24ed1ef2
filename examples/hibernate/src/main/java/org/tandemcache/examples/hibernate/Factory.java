package org.tandemcache.examples.hibernate;

/** Whose region factory a node has. */
enum Factory {
    /** Runs first: the JVM is warmer for the other one. */
    TANDEM("tandem-hibernate", 100),
    /** Hibernate's own module for JCache, over Tandem. */
    JCACHE("hibernate-jcache", 200);

    private final String artifact;
    private final long firstCity;

    Factory(String artifact, long firstCity) {
        this.artifact = artifact;
        this.firstCity = firstCity;
    }

    /** From here on, a hundred cities are changed by its nodes and by no others. */
    long firstCity() {
        return firstCity;
    }

    @Override
    public String toString() {
        return artifact;
    }
}
