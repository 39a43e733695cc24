package io.portcullis.provider.it;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Users with roles of their own, by nested groups, and by nested composites; the same ones in every run. */
final class RandomPopulation {

    private static final int REALM_ROLES = 24;
    private static final int CLIENTS = 3;
    private static final int CLIENT_ROLES = 8;
    private static final int GROUPS = 12;

    private final Random random = new Random(20261122);
    private final int users;
    private final List<String> realmRoles = new ArrayList<>();
    private final List<String[]> clientRoles = new ArrayList<>();
    private final List<String> groupPaths = new ArrayList<>();

    RandomPopulation(int users) {
        this.users = users;
    }

    int users() {
        return users;
    }

    void addTo(ObjectNode realm) {
        addRoles((ObjectNode) realm.get("roles"), (ArrayNode) realm.get("clients"));
        for (String plain : List.of("manager", "auditor", "reporting", "publisher")) {
            ((ArrayNode) realm.get("roles").get("realm")).addObject().put("name", plain);
        }
        ((ArrayNode) realm.get("roles").get("client").get("app-2")).addObject().put("name", "operator");
        addGroups(realm.putArray("groups"));
        ArrayNode all = (ArrayNode) realm.get("users");
        for (int i = 0; i < users; i++) {
            addUser(all, "random-" + i);
        }
        addUserWithTenRoles(all);
    }

    private void addRoles(ObjectNode roles, ArrayNode clients) {
        ArrayNode ofRealm = (ArrayNode) roles.get("realm");
        ObjectNode ofClients = roles.putObject("client");
        for (int c = 1; c <= CLIENTS; c++) {
            clients.addObject().put("clientId", "app-" + c).put("publicClient", true);
            ArrayNode list = ofClients.putArray("app-" + c);
            for (int i = 0; i < CLIENT_ROLES; i++) {
                String name = i == 0 ? "editor" : i == 1 ? "viewer" : "role-" + i;
                compose(list.addObject().put("name", name));
                clientRoles.add(new String[] {"app-" + c, name});
            }
        }
        for (int i = 0; i < REALM_ROLES; i++) {
            compose(ofRealm.addObject().put("name", "duty-" + i));
            realmRoles.add("duty-" + i);
        }
    }

    /** Makes about a third of the roles composites of roles made before, so that chains arise but no circle does. */
    private void compose(ObjectNode role) {
        if (random.nextInt(3) != 0) {
            return;
        }
        ObjectNode composites = role.put("composite", true).putObject("composites");
        ArrayNode ofRealm = composites.putArray("realm");
        some(realmRoles, 3).forEach(ofRealm::add);
        ObjectNode ofClients = composites.putObject("client");
        some(clientRoles, 2).forEach(part -> ofClients.withArray("/" + part[0]).add(part[1]));
    }

    private void addGroups(ArrayNode groups) {
        ObjectNode company = groups.addObject().put("name", "company");
        company.putArray("subGroups").addObject().put("name", "support/2nd");
        for (int i = 0; i < GROUPS; i++) {
            ObjectNode group = groups.addObject().put("name", "team-" + i);
            String path = "/team-" + i;
            for (int depth = 0; depth < 3; depth++) {
                ArrayNode ofRealm = group.putArray("realmRoles");
                some(realmRoles, 2).forEach(ofRealm::add);
                ObjectNode ofClients = group.putObject("clientRoles");
                some(clientRoles, 2).forEach(part -> ofClients.withArray("/" + part[0]).add(part[1]));
                groupPaths.add(path);
                group = group.putArray("subGroups").addObject().put("name", "sub-" + depth);
                path += "/sub-" + depth;
            }
        }
    }

    private void addUser(ArrayNode all, String name) {
        ObjectNode user = all.addObject().put("username", name).put("enabled", true);
        ArrayNode ofRealm = user.putArray("realmRoles");
        some(realmRoles, 4).forEach(ofRealm::add);
        if (random.nextBoolean()) {
            ofRealm.add("default-roles-roles");
        }
        ObjectNode ofClients = user.putObject("clientRoles");
        some(clientRoles, 4).forEach(part -> ofClients.withArray("/" + part[0]).add(part[1]));
        ArrayNode groups = user.putArray("groups");
        some(groupPaths, 3).forEach(groups::add);
    }

    private static void addUserWithTenRoles(ArrayNode all) {
        ObjectNode user = all.addObject().put("username", "tenroles").put("enabled", true)
                .put("email", "tenroles@portcullis.example").put("emailVerified", true)
                .put("firstName", "Ten").put("lastName", "Roles");
        user.putArray("credentials").addObject().put("type", "password").put("value", "tenroles");
        user.putArray("realmRoles").add("user").add("moderator").add("admin").add("default-roles-roles")
                .add("manager").add("auditor").add("reporting").add("publisher");
        user.putObject("clientRoles").putArray("app-1").add("editor");
        ((ObjectNode) user.get("clientRoles")).putArray("app-2").add("viewer").add("operator");
        user.putArray("groups").add("/company/support/2nd");
    }

    private <T> List<T> some(List<T> all, int atMost) {
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, Math.min(random.nextInt(atMost + 1), shuffled.size()));
    }
}
