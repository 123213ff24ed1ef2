package org.tandemcache.codec.types;

/** Text that comes out of stored bytes, as a log may show it: on one line, with an end. */
public final class LogText {
    private static final int LONGEST = 600;

    private LogText() {}

    /** The text with everything escaped that begins a line or changes what is seen, cut where it is long. */
    public static String of(String text) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), LONGEST));
        for (int i = 0; i < text.length(); i++) {
            if (shown.length() >= LONGEST) {
                return shown.append("...").toString();
            }
            char each = text.charAt(i);
            if (isPlain(each)) {
                shown.append(each);
            } else {
                shown.append(String.format("\\u%04x", (int) each));
            }
        }
        return shown.toString();
    }

    /** Whether a name can be one of a class: whoever forges log lines needs other names. */
    public static boolean isPlain(String name) {
        return name.chars().allMatch(each -> isPlain((char) each));
    }

    private static boolean isPlain(char each) {
        int type = Character.getType(each);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
