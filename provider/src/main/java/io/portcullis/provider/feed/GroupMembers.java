package io.portcullis.provider.feed;

import io.portcullis.provider.feed.Change.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Whom a change of a group concerns: its members and those of its subgroups, or, when they are many, the realm. */
final class GroupMembers {

    /** Above it, one mark for the realm is cheaper than so many for people; nobody is overlooked either way. */
    private static final int FEW = 200;

    private final KeycloakSession session;

    GroupMembers(KeycloakSession session) {
        this.session = session;
    }

    List<Change> changes(RealmModel realm, String groupId) {
        GroupModel group = realm.getGroupById(groupId);
        if (group == null) {
            return List.of(Change.ofRealm(realm.getId()));
        }
        Set<String> members = new LinkedHashSet<>();
        Deque<GroupModel> open = new ArrayDeque<>(List.of(group));
        int groups = 0;
        while (!open.isEmpty()) {
            GroupModel next = open.pop();
            session.users().getGroupMembersStream(realm, next, 0, FEW + 1).map(UserModel::getId).forEach(members::add);
            if (members.size() > FEW || ++groups > FEW) {
                return List.of(Change.ofRealm(realm.getId()));
            }
            next.getSubGroupsStream().forEach(open::push);
        }
        return members.stream().map(member -> Change.of(realm.getId(), Kind.USER_CHANGED, member)).toList();
    }
}
