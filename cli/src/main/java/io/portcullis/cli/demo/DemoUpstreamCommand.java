package io.portcullis.cli.demo;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The word {@code demo-upstream}: runs the demo application until it is stopped. */
@Command(
        name = "demo-upstream",
        description = "Run the demo application that stands behind the gate.",
        hidden = true,
        mixinStandardHelpOptions = true)
public final class DemoUpstreamCommand implements Callable<Integer> {

    @Option(names = "--host", defaultValue = "127.0.0.1", paramLabel = "address", description = "The address to listen on.")
    private String host;

    @Option(names = "--port", required = true, paramLabel = "port", description = "The port to listen on.")
    private int port;

    @Option(names = "--policy", required = true, paramLabel = "file", description = "The policy that the page lists.")
    private Path policy;

    @Override
    public Integer call() throws Exception {
        DemoUpstream.start(host, port, policy);
        System.out.println("The demo application listens on " + host + ":" + port);
        new CountDownLatch(1).await();
        return 0;
    }
}
