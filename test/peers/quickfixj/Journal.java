/** What the peer tells the test: events on standard output, every message with its MsgSeqNum in a file; a write each, so that kill -9 loses none. */
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

final class Journal {
    private static final OutputStream OUT = new FileOutputStream(java.io.FileDescriptor.out);
    private final OutputStream file;

    Journal(String path) throws IOException {
        file = new FileOutputStream(path, true);
        mark("start");
    }

    static String jsonText(String text) {
        final StringBuilder out = new StringBuilder("\"");
        for (final char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c < 0x20 ? '|' : c);
        }
        return out.append('"').toString();
    }

    /** @param fields of a JSON object, without its braces. */
    static void tell(String event, String... fields) {
        write(OUT, "{\"event\":" + jsonText(event) + (fields.length == 0 ? "" : "," + String.join(",", fields)) + "}");
    }

    static String field(String name, Object value) {
        return jsonText(name) + ":" + (value instanceof Number ? value : jsonText(String.valueOf(value)));
    }

    void message(String way, int seq, String type, boolean isPossDup, String newSeqNo) {
        write(file, "{\"way\":\"" + way + "\",\"seq\":" + seq + ",\"type\":\"" + type + "\""
            + (isPossDup ? ",\"dup\":true" : "") + (newSeqNo == null ? "" : ",\"newSeqNo\":" + newSeqNo) + "}");
    }

    void mark(String way) {
        write(file, "{\"way\":\"" + way + "\"}");
    }

    private static void write(OutputStream out, String line) {
        synchronized (out) {
            try {
                out.write((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException problem) {
                System.err.println(problem);
                Runtime.getRuntime().halt(3);
            }
        }
    }
}
