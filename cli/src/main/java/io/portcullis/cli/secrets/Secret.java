package io.portcullis.cli.secrets;

import io.portcullis.cli.NotPossible;
import java.security.SecureRandom;
import java.util.Base64;

/** The secrets of a deployment: the setting that gives each, and the file that its users read it from. */
enum Secret {
    /** By which the enforcer proves to Keycloak that it is its client. */
    CLIENT("PORTCULLIS_CLIENT_SECRET", "client/secret"),
    /** Keycloak's password at its database. */
    DATABASE("PORTCULLIS_DATABASE_PASSWORD", "database/password"),
    /** The password of Keycloak's first administrator. */
    ADMIN("PORTCULLIS_ADMIN_PASSWORD", "admin/password");

    /** The value that stands for "make a strong one". */
    static final String GENERATE = "generate";

    private static final int MIN_LENGTH = 16;
    private static final int RANDOM_BYTES = 32;

    private final String setting;
    private final String file;

    Secret(String setting, String file) {
        this.setting = setting;
        this.file = file;
    }

    String setting() {
        return setting;
    }

    /** Relative to the folder that holds all of them; each secret has a folder of its own, to be mounted alone. */
    String file() {
        return file;
    }

    /** A new one: 256 bits, in letters that need no quoting anywhere. */
    static String random(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Refuses what is weak or cannot be handed on unharmed.
     *
     * @throws NotPossible when it is; the message names the setting, not the value
     */
    void require(String value) throws NotPossible {
        if (value.length() < MIN_LENGTH) {
            throw new NotPossible(setting + " is shorter than " + MIN_LENGTH + " characters. Put a strong secret there "
                    + "(./portcullis secrets does), or the word " + GENERATE + ".");
        }
        if (!value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new NotPossible(setting + " has a space, a control character or a letter outside ASCII, which not "
                    + "every program reads the same. Put another secret there (./portcullis secrets does).");
        }
    }
}
