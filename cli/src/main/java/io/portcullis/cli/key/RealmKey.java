package io.portcullis.cli.key;

import java.time.Instant;

/**
 * A key of the realm.
 *
 * @param kid the key's id, as token headers state it
 * @param algorithm the algorithm, such as {@code RS256}
 * @param use {@code SIG} or {@code ENC}
 * @param status {@code ACTIVE}, {@code PASSIVE} (still verifies) or {@code DISABLED}
 * @param signs whether the realm's tokens are signed with it now
 * @param component Keycloak's id of the key provider that holds it
 * @param provider the kind of that provider, such as {@code rsa-generated}
 * @param name the provider's name in the console
 * @param priority the provider's priority
 * @param made when {@code key rotate} made it; {@code null} for others
 * @param retires when it may be removed; {@code null} when that is not planned
 */
record RealmKey(
        String kid,
        String algorithm,
        String use,
        String status,
        boolean signs,
        String component,
        String provider,
        String name,
        long priority,
        Instant made,
        Instant retires) {

    boolean isActive() {
        return "ACTIVE".equals(status);
    }

    boolean isForSignatures() {
        return "SIG".equals(use) && !algorithm.startsWith("HS");
    }

    boolean isGenerated() {
        return provider.endsWith("-generated");
    }
}
