package io.portcullis.provider;

/**
 * A role filter as an administrator types it: {@code *} stands for any characters, also none; all else is literal.
 *
 * <p>Not a regular expression on purpose: matching takes time proportional to text times pattern at worst, whatever
 * somebody types into the console.
 */
record Glob(String pattern) {

    boolean matches(String text) {
        int t = 0;
        int p = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
