package io.portcullis.acceptance;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sends requests octet by octet, many at a time over one connection, and reads the answers in order. */
final class RawClient implements AutoCloseable {

    private static final int BATCH = 40;
    private static final int PATIENCE_MILLIS = 60_000;

    private final int port;
    private Socket socket;
    private BufferedInputStream in;

    RawClient(int port) {
        this.port = port;
    }

    /**
     * An answer.
     *
     * @param status the status code; 0 when the connection was closed without an answer
     * @param headers the header fields, by their names in lower case
     * @param body the body as octets
     */
    record Reply(int status, Map<String, String> headers, String body) {
        private static final Reply NONE = new Reply(0, Map.of(), "");

        String header(String name) {
            return headers.get(name.toLowerCase(Locale.ROOT));
        }
    }

    /** The text of a request without a body. None of its parts is checked: that is the server's part. */
    static String request(String method, String target, String host, String... headers) {
        StringBuilder request = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: ").append(host);
        for (int i = 0; i < headers.length; i += 2) {
            request.append("\r\n").append(headers[i]).append(": ").append(headers[i + 1]);
        }
        boolean content = !method.equals("GET") && !method.equals("HEAD");
        return request.append(content ? "\r\nContent-Length: 0" : "").append("\r\n\r\n").toString();
    }

    List<Reply> ask(List<String> requests) throws IOException {
        List<Reply> replies = new ArrayList<>(requests.size());
        boolean alone = false;
        while (replies.size() < requests.size()) {
            int from = replies.size();
            List<String> batch = requests.subList(from, alone ? from + 1 : Math.min(from + BATCH, requests.size()));
            boolean fresh = socket == null;
            try {
                send(batch);
                for (String request : batch) {
                    replies.add(read(request.startsWith("HEAD ")));
                    if (socket == null) {
                        break;
                    }
                }
                alone = false;
            } catch (SocketTimeoutException e) {
                throw new IOException("no answer in time to " + requests.get(replies.size()), e);
            } catch (IOException e) {
                // The server closed: the rest goes over another connection, and one that is not answered goes alone.
                close();
                if (replies.size() == from && fresh && batch.size() == 1) {
                    replies.add(Reply.NONE);
                } else {
                    alone = replies.size() == from;
                }
            }
        }
        return replies;
    }

    private void send(List<String> batch) throws IOException {
        if (socket == null) {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        batch.forEach(request -> octets.writeBytes(request.getBytes(StandardCharsets.ISO_8859_1)));
        socket.getOutputStream().write(octets.toByteArray());
    }

    private Reply read(boolean head) throws IOException {
        String status = line();
        if (!status.startsWith("HTTP/1.1 ")) {
            throw new IOException("not an answer");
        }
        Map<String, String> headers = new HashMap<>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
        }
        int code = Integer.parseInt(status.substring(9, 12));
        String body = head || code == 204 || code == 304 ? "" : body(headers);
        if ("close".equals(headers.get("connection"))) {
            close();
        }
        return new Reply(code, headers, body);
    }

    private String body(Map<String, String> headers) throws IOException {
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            return octets(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        }
        StringBuilder body = new StringBuilder();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.append(octets(size));
            line();
        }
        line();
        return body.toString();
    }

    private String octets(int length) throws IOException {
        byte[] octets = in.readNBytes(length);
        if (octets.length < length) {
            throw new IOException("closed");
        }
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
