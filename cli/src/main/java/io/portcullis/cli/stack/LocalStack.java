package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Predicate;

/**
 * Keycloak, the enforcer, the demo application and nginx as ordinary processes of this user.
 *
 * <p>Every word can be said twice: what runs is left running, what does not is started, and {@link #abandon} undoes
 * an {@link #up} that is under way. Only one command changes a stack at a time.
 */
public final class LocalStack {

    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final Duration GRACE_ON_INTERRUPT = Duration.ofSeconds(5);

    private final StateFolder state;
    private final StackSettings settings;
    private final Progress progress;
    private final Tools tools = new Tools();
    private final Collection<Daemon> begun = new ConcurrentLinkedDeque<>();
    private boolean abandoned;

    /**
     * A stack with its state in the settings' folder, which is made when missing.
     *
     * @param settings what it is made of and where it keeps itself
     * @param progress where it says what it does
     * @throws NotPossible when the state folder cannot be made
     */
    public LocalStack(StackSettings settings, Progress progress) throws NotPossible {
        this.settings = settings;
        this.progress = progress;
        this.state = new StateFolder(settings.state());
    }

    /**
     * Starts what does not run, and returns when all of it is ready.
     *
     * @param names the parts to start; all when empty
     * @return the ports it runs on
     * @throws NotPossible when a port is taken, something is missing, or a part does not become ready; what this call
     *     began is then ended again
     * @throws IOException when the state folder cannot be written
     * @throws InterruptedException when abandoned
     */
    public Ports up(String... names) throws NotPossible, IOException, InterruptedException {
        try (FileChannel held = state.lock()) {
            Ports ports = portsForStart();
            List<Part> asked = chosen(parts(ports), names);
            List<Part> idle = new ArrayList<>();
            for (Part part : asked) {
                if (daemon(part).pid().isPresent()) {
                    progress.say(part.name(), "is running");
                } else {
                    daemon(part).stop(GRACE);
                    idle.add(part);
                }
            }
            requireFreePorts(idle);
            remember(ports);
            try {
                Startup startup = new Startup(progress);
                startup.inParallel(idle, part -> part.prepare(progress, tools));
                // The enforcer comes last: it finds its Keycloak at the first try, and leaves it the processor until then.
                for (boolean enforcer : new boolean[] {false, true}) {
                    List<Part> wave = asked.stream().filter(part -> part instanceof EnforcerService == enforcer).toList();
                    startup.inParallel(wave, part -> startAndAwait(startup, part, idle.contains(part)));
                }
            } catch (NotPossible | IOException | RuntimeException e) {
                endBegun();
                throw e;
            }
            return ports;
        }
    }

    /**
     * Ends the parts; those that do not run are fine.
     *
     * @param names the parts to end; all when empty
     * @return whether anything ran
     * @throws NotPossible when a process does not end, or another command is changing the stack
     * @throws IOException when the state folder cannot be read
     */
    public boolean down(String... names) throws NotPossible, IOException {
        boolean any = false;
        try (FileChannel held = state.lock()) {
            List<Part> asked = new ArrayList<>(chosen(parts(currentPorts()), names));
            java.util.Collections.reverse(asked);
            for (Part part : asked) {
                if (daemon(part).stop(GRACE)) {
                    progress.say(part.name(), "stopped");
                    any = true;
                }
            }
        }
        return any;
    }

    /**
     * How each part is.
     *
     * @return the parts, from Keycloak to nginx
     * @throws NotPossible when the settings are wrong
     * @throws IOException when the state folder cannot be read
     */
    public List<PartStatus> status() throws NotPossible, IOException {
        List<PartStatus> statuses = new ArrayList<>();
        for (Part part : parts(currentPorts())) {
            Optional<Long> pid = daemon(part).pid();
            Optional<String> trouble = pid.isEmpty() ? Optional.of("not running") : part.notReady();
            Optional<String> notice = pid.isEmpty() ? Optional.empty() : part.notice();
            statuses.add(new PartStatus(part.name(), pid, part.address(), trouble, notice));
        }
        return statuses;
    }

    /**
     * Has nginx take up changed templates, snippets and locations, without losing a request.
     *
     * @throws NotPossible when nginx refuses the configuration (the one before stays in force) or does not run
     * @throws IOException when the configuration cannot be written
     * @throws InterruptedException when abandoned
     */
    public void reload() throws NotPossible, IOException, InterruptedException {
        try (FileChannel held = state.lock()) {
            NginxFront nginx = new NginxFront(settings, state, currentPorts());
            if (daemon(nginx).pid().isEmpty()) {
                throw new NotPossible("nginx is not running; start the stack with: ./portcullis up");
            }
            nginx.prepare(progress, tools);
            List<String> reload = new ArrayList<>(nginx.command());
            reload.addAll(List.of("-s", "reload"));
            tools.run(state.folder("nginx"), state.folder("logs").resolve("nginx-reload.log"), Map.of(), reload, s -> {});
        }
    }

    /** Ends what an {@link #up} under way has begun. For an interrupt handler; may be called from any thread. */
    public void abandon() {
        synchronized (this) {
            abandoned = true;
        }
        tools.stop();
        endBegun();
    }

    /**
     * The log of each part.
     *
     * @return the files, by the part's name; they need not exist
     * @throws NotPossible when the settings are wrong
     * @throws IOException when the state folder cannot be read
     */
    public Map<String, Path> logs() throws NotPossible, IOException {
        Map<String, Path> logs = new java.util.LinkedHashMap<>();
        for (Part part : parts(currentPorts())) {
            logs.put(part.name(), daemon(part).log());
        }
        return logs;
    }

    private void startAndAwait(Startup startup, Part part, boolean idle)
            throws NotPossible, IOException, InterruptedException {
        Daemon daemon = daemon(part);
        if (idle) {
            progress.say(part.name(), "starting");
            synchronized (this) {
                if (abandoned) {
                    throw new InterruptedException();
                }
                begun.add(daemon);
                daemon.start(part.command(), part.environment());
            }
        }
        startup.awaitReady(part, daemon);
        part.ready(progress);
    }

    private void endBegun() {
        for (Daemon daemon : begun) {
            try {
                daemon.stop(GRACE_ON_INTERRUPT);
            } catch (IOException | NotPossible e) {
                progress.say("stack", e.getMessage());
            }
        }
        begun.clear();
    }

    /** While any part runs, the ports are those it was started with. */
    private Ports portsForStart() throws NotPossible, IOException {
        Properties remembered = state.properties("ports");
        Ports running = Ports.read(remembered);
        Ports wanted = Ports.choose(settings.settings(), remembered);
        if (running == null || !anyRunning(running)) {
            return wanted;
        }
        if (wanted.http() != running.http() || wanted.keycloak() != running.keycloak()
                || wanted.enforcer() != running.enforcer() || wanted.management() != running.management()) {
            throw new NotPossible("the stack is running on other ports (site " + running.publicOrigin() + ", Keycloak "
                    + running.keycloakOrigin() + ", enforcer " + running.enforcer() + ", management "
                    + running.management() + "); stop it first: ./portcullis down");
        }
        return running;
    }

    private Ports currentPorts() throws NotPossible, IOException {
        Properties remembered = state.properties("ports");
        Ports last = Ports.read(remembered);
        return last != null ? last : Ports.choose(settings.settings(), remembered);
    }

    private boolean anyRunning(Ports ports) throws IOException {
        for (Part part : parts(ports)) {
            if (daemon(part).pid().isPresent()) {
                return true;
            }
        }
        return false;
    }

    private void requireFreePorts(List<Part> parts) throws NotPossible {
        List<String> taken = new ArrayList<>();
        for (Part part : parts) {
            part.ports().forEach((port, setting) -> {
                if (!Ports.free(port)) {
                    taken.add("port " + port + " is taken by " + ProcessTable.listener(port)
                            + "; end it, or choose another port: " + setting + "=... ./portcullis up");
                }
            });
        }
        if (!taken.isEmpty()) {
            throw new NotPossible(String.join("\n", taken));
        }
    }

    private void remember(Ports ports) throws IOException {
        Properties properties = new Properties();
        ports.write(properties);
        state.write("ports", properties);
    }

    private List<Part> parts(Ports ports) {
        return List.of(
                new KeycloakServer(settings, state, ports),
                new EnforcerService(settings, state, ports),
                new DemoApplication(settings, state, ports),
                new NginxFront(settings, state, ports));
    }

    private static List<Part> chosen(List<Part> parts, String... names) throws NotPossible {
        List<String> wanted = List.of(names);
        Predicate<Part> asked = part -> wanted.isEmpty() || wanted.contains(part.name());
        List<String> known = parts.stream().map(Part::name).toList();
        for (String name : wanted) {
            if (!known.contains(name)) {
                throw new NotPossible("there is no part \"" + name + "\"; the parts are " + String.join(", ", known));
            }
        }
        return parts.stream().filter(asked).toList();
    }

    private Daemon daemon(Part part) {
        return new Daemon(part.name(), state);
    }
}
