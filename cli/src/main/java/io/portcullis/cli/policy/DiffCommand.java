package io.portcullis.cli.policy;

import io.portcullis.cli.policy.Difference.Change;
import io.portcullis.cli.policy.Difference.Kind;
import io.portcullis.cli.policy.Reach.Access;
import io.portcullis.policy.InvalidPolicyException;
import io.portcullis.policy.Policy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portcullis policy diff}: what a change of the policy opens and closes, in words. */
@Command(
        name = "diff",
        description = "Tell in words what a change of the policy opens and closes, and for whom.",
        footer = {"", "A role stands for callers with that role alone; a path, for requests to which nginx gives no name (@name).",
            "Exit codes: 0 no difference in any answer; 1 differences; 2 a file is not valid."})
final class DiffCommand extends PolicyTask {

    @Parameters(index = "0", paramLabel = "OLD", description = "The policy before.")
    private Path old;

    @Parameters(index = "1", paramLabel = "NEW", description = "The policy after.")
    private Path changed;

    @Override
    int run() throws InvalidPolicyException {
        Policy before = Policy.load(old);
        Policy after = Policy.load(changed);
        Difference difference = Difference.between(before, after);
        List<Change> changes = difference.changes();
        Set<String> methods = difference.methods();
        if (!difference.isComplete()) {
            error("note: very many locations overlap, and not every overlap was compared");
        }
        if (json()) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("old", before.revision());
            members.put("new", after.revision());
            members.put("changes", changes.stream().map(change -> members(change, methods)).toList());
            printJson(members);
        } else if (changes.isEmpty()) {
            print("no difference: both files give every request the same answer");
        } else {
            changes.forEach(change -> print(line(change, methods)));
        }
        return changes.isEmpty() ? OK : FOUND;
    }

    private String line(Change change, Set<String> all) {
        String methods = Reach.inWords(change.methods(), all);
        String what = (methods.isEmpty() ? "" : methods + " ") + change.place().text();
        String except = change.except().isEmpty() ? "" : " (but not "
                + change.except().stream().map(Place::text).collect(Collectors.joining(", ")) + ")";
        String who = who(change);
        return switch (change.kind()) {
            case OPENS -> style("green", "opens   ") + what + except + " to " + who + asking(change.access());
            case CLOSES -> style("red", "closes  ") + what + except + " to " + who;
            case STEP_UP -> style("yellow", "asks    ") + who + " at " + what + except + asking(change.access());
            case NO_STEP_UP -> style("yellow", "asks    ") + who + " at " + what + except + " for no step-up any more";
            case CHANGES_IN_PART -> style("yellow", "changes ") + what + " in part for " + who;
        };
    }

    private static String asking(Access access) {
        if (!access.isStepUp()) {
            return "";
        }
        return " for step-up:" + (access.acr() == null ? "" : " acr " + access.acr())
                + (access.maxAge() < 0 ? "" : " authenticated within " + access.maxAge() + " s");
    }

    /** What goes for everyone goes for every signed-in caller, and for those with a role. */
    private static String who(Change change) {
        if (change.everyCaller()) {
            return change.keys().contains("@public") ? "everyone" : "every signed-in caller";
        }
        return change.keys().stream().map(key -> switch (key) {
            case "@public" -> "callers who are not signed in";
            case "@authenticated" -> "signed-in callers without a role";
            default -> "`" + key + "`";
        }).collect(Collectors.joining(", "));
    }

    private static Map<String, Object> members(Change change, Set<String> all) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("change", change.kind().name().toLowerCase(Locale.ROOT));
        members.put("location", change.place().text());
        boolean others = change.methods().contains(Reach.OTHER_METHOD);
        members.put("methods", others ? null : change.methods());
        members.put("everyMethodBut", !others ? null : all.stream().filter(m -> !change.methods().contains(m)).toList());
        members.put("keys", change.keys());
        members.put("except", change.except().stream().map(Place::text).toList());
        if (change.kind() == Kind.STEP_UP || change.access().isStepUp()) {
            members.put("acr", change.access().acr());
            members.put("maxAge", change.access().maxAge() < 0 ? null : change.access().maxAge());
        }
        return members;
    }
}
