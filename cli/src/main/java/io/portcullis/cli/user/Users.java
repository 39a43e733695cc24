package io.portcullis.cli.user;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.NearName;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.UserRepresentation;

/** Finds users by the name they log in with. */
final class Users {

    private final RealmResource realm;

    Users(RealmResource realm) {
        this.realm = realm;
    }

    /** The user with exactly this name; Keycloak keeps names in lower case. */
    Optional<UserRepresentation> find(String name) {
        return realm.users().searchByUsername(checked(name), true).stream()
                .filter(user -> user.getUsername().equalsIgnoreCase(name.strip()))
                .findFirst()
                .map(user -> realm.users().get(user.getId()).toRepresentation());
    }

    UserRepresentation require(String name) {
        return find(name).orElseThrow(() -> CommandFailure.notFound("there is no user " + name + suggestion(name)
                + "; see: portcullis user list"));
    }

    static String checked(String name) {
        String stripped = name.strip();
        if (stripped.isEmpty() || stripped.length() > 255 || stripped.chars().anyMatch(Character::isISOControl)) {
            throw CommandFailure.invalid("\"" + stripped + "\" is not a user name; write such as alice");
        }
        return stripped;
    }

    private String suggestion(String name) {
        String start = name.substring(0, Math.min(2, name.length()));
        List<String> near = realm.users().searchByUsername(start, false).stream()
                .map(UserRepresentation::getUsername)
                .limit(50)
                .toList();
        return NearName.of(name, near).map(found -> " (did you mean " + found + "?)").orElse("");
    }

    /** What a list tells of a user. */
    static Map<String, Object> summary(UserRepresentation user) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("username", user.getUsername());
        summary.put("id", user.getId());
        summary.put("email", user.getEmail());
        summary.put("firstName", user.getFirstName());
        summary.put("lastName", user.getLastName());
        summary.put("enabled", user.isEnabled());
        summary.put("created", user.getCreatedTimestamp() == null
                ? null
                : java.time.Instant.ofEpochMilli(user.getCreatedTimestamp()).toString());
        return summary;
    }

    static Comparator<UserRepresentation> byName() {
        return Comparator.comparing(UserRepresentation::getUsername);
    }
}
