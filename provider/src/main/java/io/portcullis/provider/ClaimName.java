package io.portcullis.provider;

import java.util.Set;
import org.keycloak.protocol.ProtocolMapperConfigException;

/** A claim that a mapper may write without colliding with one that the token already gives a meaning to. */
final class ClaimName {

    /** Written by Keycloak as fields of the token; a second member of that name would make the JSON ambiguous. */
    private static final Set<String> TAKEN = Set.of("acr", "act", "address", "allowed-origins", "aud", "auth_time",
            "authorization", "authorization_details", "at_hash", "azp", "birthdate", "c_hash", "category",
            "claims_locales", "cnf", "email", "email_verified", "exp", "family_name", "gender", "given_name", "iat",
            "iss", "jti", "locale", "may_act", "middle_name", "name", "nbf", "nickname", "nonce", "phone_number",
            "phone_number_verified", "picture", "preferred_username", "profile", "realm_access", "resource_access",
            "s_hash", "scope", "sid", "sub", "trusted-certs", "typ", "updated_at", "website", "zoneinfo",
            RefreshLink.ACCESS_TOKEN_JTI, RefreshLink.ACCESS_TOKEN_IAT);

    private ClaimName() {
    }

    static void requireFree(String name) throws ProtocolMapperConfigException {
        if (TAKEN.contains(name)) {
            // The console formats the text; without a key for translations its error handling fails.
            throw new ProtocolMapperConfigException("portcullisClaimNameTaken",
                    "The claim name {0} is taken by Keycloak itself; choose another, such as roles.", name);
        }
    }
}
