package io.portcullis.provider;

import java.time.Duration;
import org.jboss.logging.Logger;
import org.keycloak.models.RealmModel;

/**
 * What an administrator can set for a realm, as realm attributes.
 *
 * @param grace                 how long a spent refresh token still yields the successor that it was exchanged for;
 *                              zero leaves Keycloak's own behaviour
 * @param revokeOldAccessToken  whether the access token of a pair is revoked when the pair is rotated
 */
record RealmSettings(Duration grace, boolean revokeOldAccessToken) {

    static final String GRACE_SECONDS = "portcullis.refresh.grace-seconds";
    static final String REVOKE_OLD_ACCESS_TOKEN = "portcullis.refresh.revoke-old-access-token";

    static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);
    /** Beyond a minute a stolen token would profit more from the grace than a slow client does. */
    static final Duration LONGEST_GRACE = Duration.ofSeconds(60);

    private static final Logger LOG = Logger.getLogger(RealmSettings.class);

    static RealmSettings of(RealmModel realm) {
        return new RealmSettings(grace(realm), !"false".equals(realm.getAttribute(REVOKE_OLD_ACCESS_TOKEN)));
    }

    private static Duration grace(RealmModel realm) {
        String set = realm.getAttribute(GRACE_SECONDS);
        if (set == null || set.isBlank()) {
            return DEFAULT_GRACE;
        }
        try {
            Duration grace = Duration.ofSeconds(Integer.parseInt(set.strip()));
            if (!grace.isNegative()) {
                return grace.compareTo(LONGEST_GRACE) > 0 ? LONGEST_GRACE : grace;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below, together with negative numbers.
        }
        LOG.warnf("Realm %s: attribute %s is '%s'; it takes 0 to %d. Until it is corrected there is no grace time.",
                realm.getName(), GRACE_SECONDS, set, LONGEST_GRACE.toSeconds());
        return Duration.ZERO;
    }
}
