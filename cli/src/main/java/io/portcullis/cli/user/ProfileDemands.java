package io.portcullis.cli.user;

import jakarta.ws.rs.WebApplicationException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.userprofile.config.UPAttribute;

/** What the realm's user profile asks of every user; who lacks it cannot log in without a browser. */
record ProfileDemands(Set<String> attributes) {

    static ProfileDemands of(RealmResource realm) {
        Set<String> required = new HashSet<>();
        try {
            for (UPAttribute attribute : realm.users().userProfile().getConfiguration().getAttributes()) {
                boolean ofUsers = attribute.getRequired() != null
                        && (attribute.getRequired().isAlways()
                                || attribute.getRequired().getRoles() != null
                                        && attribute.getRequired().getRoles().contains("user"));
                if (ofUsers) {
                    required.add(attribute.getName());
                }
            }
        } catch (WebApplicationException e) {
            // Not every administrator may read the profile: then nothing is said of it.
            required.clear();
        }
        return new ProfileDemands(required);
    }

    /** Which of its demands these values leave open. */
    List<String> missing(String email, String firstName, String lastName) {
        List<String> missing = new ArrayList<>();
        if (email == null && attributes.contains("email")) {
            missing.add("e-mail address");
        }
        if (firstName == null && attributes.contains("firstName")) {
            missing.add("first name");
        }
        if (lastName == null && attributes.contains("lastName")) {
            missing.add("last name");
        }
        return missing;
    }
}
