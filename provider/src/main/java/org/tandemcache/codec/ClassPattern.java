package org.tandemcache.codec;

import java.util.regex.Pattern;

/**
 * Names classes: {@code com.acme.Car} is that class and those nested in it, {@code com.acme.*} are the classes of a
 * package, {@code com.acme.**} those of its subpackages too. Immutable.
 */
record ClassPattern(String text, String prefix, boolean deep, boolean whole) {
    private static final Pattern ALLOWED =
            Pattern.compile("([\\p{javaJavaIdentifierPart}]+\\.)*" + "([\\p{javaJavaIdentifierPart}]+|\\*{1,2})");

    /** @throws IllegalArgumentException if it is none of these forms, or allows everything */
    static ClassPattern parse(String text) {
        if (!ALLOWED.matcher(text).matches() || text.startsWith("*")) {
            throw new IllegalArgumentException("the class pattern \"" + text
                    + "\" is malformed; allowed: a class com.acme.Car, a package com.acme.*, or one with its"
                    + " subpackages com.acme.**");
        }
        boolean deep = text.endsWith(".**");
        boolean packageOnly = !deep && text.endsWith(".*");
        String prefix = deep || packageOnly ? text.substring(0, text.lastIndexOf('.') + 1) : text;
        return new ClassPattern(text, prefix, deep, !deep && !packageOnly);
    }

    boolean matches(String name) {
        if (!name.startsWith(prefix)) {
            return false;
        }
        if (whole) {
            return name.length() == prefix.length() || name.charAt(prefix.length()) == '$';
        }
        return deep || name.indexOf('.', prefix.length()) < 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
