package io.portcullis.bench.gate;

import io.portcullis.bench.BenchFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the whole comparison, part by part, and says on the way what it is doing. */
final class Comparison implements AutoCloseable {

  /** How much is done: quick or in full. */
  private record Effort(int rounds, double seconds, double warmUp, int users, int scaleRounds, double paceSeconds,
      int starts) {
    static final Effort QUICK = new Effort(3, 2, 8, 10_000, 1, 3, 2);
    static final Effort FULL = new Effort(7, 5, 20, 100_000, 3, 7, 5);
  }

  private final Effort effort;
  private final Stand stand;
  private final Results results;

  Comparison(Path home, Folder folder, boolean quick, GateCommand.Peer peer) {
    effort = quick ? Effort.QUICK : Effort.FULL;
    say("Starting nginx, the enforcer and a stand-in for Keycloak");
    stand = new Stand(home, folder, peer);
    results = new Results(quick);
  }

  /** @param only the name of one part, or empty for all */
  Results run(String only) {
    List<String> one = stand.tokens.cookies(1);
    proveThatChecksAreMade(one.get(0));
    if (only.isEmpty() || only.equals("rounds") || only.equals("pace")) {
      rounds(one);
      pace(one);
    }
    if (only.isEmpty() || only.equals("scale")) {
      scale(one);
    }
    if (only.isEmpty() || only.equals("anew")) {
      anew(one);
    }
    if (only.isEmpty() || only.equals("start")) {
      starts();
    }
    return results;
  }

  /** A gate that let everything pass would be fast. */
  private void proveThatChecksAreMade(String cookie) {
    String permitted = Policies.targets(Stand.FEW_LOCATIONS, 1).get(0);
    for (Front front : stand.fronts) {
      boolean gate = front.key().equals("tcp") || front.key().equals("uds");
      expect(front, permitted, cookie, 200);
      if (gate) {
        expect(front, "/not-in-the-policy", cookie, 403);
        expect(front, permitted, cookie.replace("_at=e", "_at=f"), 401);
      }
    }
  }

  private static void expect(Front front, String target, String cookie, int status) {
    int answer = Stand.status(front, target, cookie);
    if (answer != status) {
      throw new BenchFailure(front.title() + " answers " + answer + " and not " + status + " to " + target);
    }
  }

  private void rounds(List<String> one) {
    Path requests = stand.requests("one", one, Policies.targets(Stand.FEW_LOCATIONS, 1));
    for (Front front : stand.fronts) {
      say("Warming up: " + front.title());
      stand.wrk.saturate(front.port(), requests, 32, front.key().equals("tcp") || front.key().equals("uds") ? effort.warmUp : 1);
    }
    for (int round = 1; round <= effort.rounds; round++) {
      say("Round " + round + " of " + effort.rounds);
      stand.enforcer.process().emptyLog();
      for (Front front : stand.fronts) {
        front.saturate(stand.wrk, requests, effort.seconds);
      }
    }
    results.rounds(stand.fronts, stand.front("floor"));
  }

  private void pace(List<String> one) {
    List<Front> compared = List.of(stand.front("floor"), stand.front("tcp"), stand.front("uds"));
    double saturation = compared.stream().mapToDouble(front -> front.rates().median()).min().orElseThrow();
    double rate = 0.7 * saturation;
    Path requests = stand.requests("one", one, Policies.targets(Stand.FEW_LOCATIONS, 1));
    Map<String, List<Wrk.Result>> measured = new LinkedHashMap<>();
    for (int round = 1; round <= effort.rounds; round++) {
      say("At 70 % of saturation, round " + round);
      stand.enforcer.process().emptyLog();
      for (Front front : compared) {
        measured.computeIfAbsent(front.key(), key -> new ArrayList<>())
            .add(stand.wrk.paced(front.port(), requests, rate, effort.paceSeconds));
      }
    }
    results.pace(rate, measured);
  }

  private void scale(List<String> one) {
    say("Signing tokens of " + effort.users + " users");
    List<String> many = stand.tokens.cookies(effort.users);
    List<String> few = many.subList(0, 1_000);
    List<String> targets = Policies.targets(Stand.FEW_LOCATIONS, 100);
    List<Scale> scales = List.of(
        new Scale(1, Stand.FEW_LOCATIONS, stand.requests("t1", one, targets)),
        new Scale(1_000, Stand.FEW_LOCATIONS, stand.requests("t1000", few, targets)),
        new Scale(many.size(), Stand.FEW_LOCATIONS, stand.requests("tmany", many, targets)));
    Scale manyLocations = new Scale(1, Stand.MANY_LOCATIONS,
        stand.requests("l10000", one, Policies.targets(Stand.MANY_LOCATIONS, 1_000)));
    stand.wrk.saturate(stand.front("uds").port(), scales.get(0).requests, 32, effort.warmUp);
    remember(scales.get(2));
    for (int round = 1; round <= effort.scaleRounds; round++) {
      say("Many tokens, round " + round);
      for (Scale scale : scales) {
        scale.measure(stand, effort.seconds);
      }
    }
    say("Many locations");
    stand.policy(Stand.MANY_LOCATIONS);
    stand.wrk.saturate(stand.front("uds").port(), manyLocations.requests, 32, 2);
    for (int round = 1; round <= effort.scaleRounds; round++) {
      manyLocations.measure(stand, effort.seconds);
    }
    stand.policy(Stand.FEW_LOCATIONS);
    List<Scale> all = new ArrayList<>(scales);
    all.add(manyLocations);
    results.scale(all);
  }

  /** Has every token verified once. */
  private void remember(Scale scale) {
    for (double seconds = effort.users / 4_000.0; seconds < 240; seconds *= 2) {
      if (stand.wrk.saturate(stand.front("uds").port(), scale.requests, 32, seconds).requests() > scale.tokens) {
        return;
      }
    }
    throw new BenchFailure("The tokens could not be verified in time");
  }

  private void anew(List<String> one) {
    say("Verifying anew on every check");
    Enforcer forgetful = stand.enforcer("forgetful", Map.of("PORTCULLIS_TOKEN_CACHE_SIZE", "0"));
    Front front = stand.guarded("anew", forgetful);
    Path requests = stand.requests("one", one, Policies.targets(Stand.FEW_LOCATIONS, 1));
    stand.wrk.saturate(front.port(), requests, 32, effort.warmUp);
    for (int round = 0; round < effort.scaleRounds; round++) {
      front.saturate(stand.wrk, requests, effort.seconds);
    }
    forgetful.close();
    results.anew(front);
  }

  private void starts() {
    List<ColdStart> starts = new ArrayList<>();
    List<String> cookies = stand.tokens.cookies(ColdStart.CHECKS);
    List<String> targets = Policies.targets(Stand.FEW_LOCATIONS, ColdStart.CHECKS);
    for (int start = 1; start <= effort.starts; start++) {
      say("Cold start " + start + " of " + effort.starts);
      try (Enforcer fresh = stand.enforcer("fresh-" + start, Map.of())) {
        starts.add(ColdStart.of(fresh, targets, cookies));
      }
    }
    results.starts(starts);
  }

  private static void say(String what) {
    System.err.println(what);
  }

  @Override
  public void close() {
    stand.close();
  }

  /** How the gate does with so many live tokens and locations, beside the floor with the very same requests. */
  static final class Scale {
    final int tokens;
    final int locations;
    final Path requests;
    final List<Front.Round> gate = new ArrayList<>();
    final List<Double> ratios = new ArrayList<>();
    double resident;

    Scale(int tokens, int locations, Path requests) {
      this.tokens = tokens;
      this.locations = locations;
      this.requests = requests;
    }

    void measure(Stand stand, double seconds) {
      stand.enforcer.process().emptyLog();
      Front floor = stand.front("floor");
      Front uds = stand.front("uds");
      floor.saturate(stand.wrk, requests, seconds);
      uds.saturate(stand.wrk, requests, seconds);
      Front.Round round = uds.rounds().remove(uds.rounds().size() - 1);
      ratios.add(round.rate() / floor.rounds().remove(floor.rounds().size() - 1).rate());
      gate.add(round);
      resident = stand.enforcer.process().residentMegabytes();
    }
  }
}
