package io.portcullis.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.RealmModel;

class RealmSettingsTest {

    private static RealmSettings settings(String grace, String revoke) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put("portcullis.refresh.grace-seconds", grace);
        attributes.put("portcullis.refresh.revoke-old-access-token", revoke);
        return RealmSettings.of(new Stub().returning("getName", "test")
                .on("getAttribute", arguments -> attributes.get((String) arguments[0])).as(RealmModel.class));
    }

    @Test
    void aRealmWithoutAttributesHasTenSecondsAndRevokes() {
        assertEquals(new RealmSettings(RealmSettings.DEFAULT_GRACE, true), settings(null, null));
        assertEquals(10, RealmSettings.DEFAULT_GRACE.toSeconds());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "3, 3", "' 7 ', 7", "60, 60", "61, 60", "86400, 60"})
    void theGraceIsWhatIsSetUpToAMinute(String set, long seconds) {
        assertEquals(seconds, settings(set, null).grace().toSeconds());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "ten", "10s", "99999999999"})
    void whatIsNoNumberOfSecondsGivesNoGraceAtAll(String set) {
        assertEquals(0, settings(set, null).grace().toSeconds());
    }

    @Test
    void onlyAPlainFalseSwitchesTheRevocationOff() {
        assertEquals(false, settings(null, "false").revokeOldAccessToken());
        assertEquals(true, settings(null, "no").revokeOldAccessToken());
    }
}
