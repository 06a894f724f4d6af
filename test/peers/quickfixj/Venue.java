/** The venue's side: answers 35=V with one 35=W an instrument, then streams 35=X as long as the test has asked for some. A hub pushes without being asked. */
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import quickfix.FieldNotFound;
import quickfix.Group;
import quickfix.Message;
import quickfix.Session;
import quickfix.SessionID;
import quickfix.SessionNotFound;

final class Venue {
    private static final int[] IMAGE_ORDER = {269, 278, 270, 271, 83, 0};
    private static final int[] CHANGE_ORDER = {279, 269, 278, 55, 270, 271, 83, 0};

    private final Options options;
    private final TreeMap<String, Book.Changing> books = new TreeMap<>();
    private final Map<String, Integer> reports = new HashMap<>();
    private final Book.Random pick = new Book.Random(7);
    private SessionID session;
    /** MDReqID of each instrument that is streamed. */
    private final TreeMap<String, String> requests = new TreeMap<>();
    private volatile boolean isSubscribed;
    private long budget;
    private long sent;

    Venue(Options options) {
        this.options = options;
        for (int i = 0; i < options.symbols.size(); i++) {
            books.put(options.symbols.get(i), new Book.Changing(options.seed + i, 110000 + 1000L * i, options.isKeyedById));
        }
        final Thread publisher = new Thread(this::publish, "publisher");
        publisher.setDaemon(true);
        publisher.start();
    }

    synchronized void loggedOn(SessionID id) throws SessionNotFound {
        session = id;
        requests.clear();
        if (options.role.equals("hub")) {
            subscribe("", options.symbols);
        }
    }

    /** Not under the lock: the publisher may hold it in a send that this thread has to end. */
    void loggedOff() {
        isSubscribed = false;
    }

    synchronized void request(Message request) throws FieldNotFound, SessionNotFound {
        final String id = request.getString(262);
        if (request.getString(263).equals("2")) {
            requests.values().removeIf(id::equals);
            isSubscribed = !requests.isEmpty();
            return;
        }
        final List<String> symbols = new ArrayList<>();
        for (final Group group : request.getGroups(146)) {
            symbols.add(group.getString(55));
            if (!books.containsKey(group.getString(55))) {
                reject(id, group.getString(55));
                return;
            }
        }
        if (request.getString(263).equals("1")) {
            subscribe(id, symbols);
            return;
        }
        for (final String symbol : symbols) {
            sendImage(symbol, id);
        }
    }

    synchronized void stream(long count) {
        budget += count;
        notifyAll();
    }

    /** Nothing is sent while this runs. */
    synchronized String booksJson() {
        final List<String> out = new ArrayList<>();
        books.forEach((symbol, each) -> out.add("{" + Journal.field("symbol", symbol) + "," + each.book.json() + "}"));
        return "\"books\":[" + String.join(",", out) + "]";
    }

    private static Message message(String type) {
        final Message out = new Message();
        out.getHeader().setString(35, type);
        return out;
    }

    private void reject(String id, String symbol) throws SessionNotFound {
        final Message out = message("Y");
        out.setString(262, id);
        out.setString(281, "0");
        out.setString(58, "unknown symbol " + symbol);
        Session.sendToTarget(out, session);
    }

    private void subscribe(String id, List<String> symbols) throws SessionNotFound {
        for (final String symbol : symbols) {
            requests.put(symbol, id);
            sendImage(symbol, id);
        }
        isSubscribed = true;
        Journal.tell("subscribed", Journal.field("symbols", requests.size()));
        notifyAll();
    }

    private void sendImage(String symbol, String requestId) throws SessionNotFound {
        final Message out = message("W");
        if (!requestId.isEmpty()) {
            out.setString(262, requestId);
        }
        out.setString(55, symbol);
        books.get(symbol).book.entries.forEach((id, entry) -> {
            final Group group = new Group(268, 269, IMAGE_ORDER);
            group.setString(269, String.valueOf(entry.side()));
            if (options.isKeyedById) {
                group.setString(278, id);
            }
            group.setString(270, Book.decimal(entry.price()));
            group.setString(271, String.valueOf(entry.quantity()));
            if (options.countsReports) {
                group.setInt(83, reports.getOrDefault(symbol, 0));
            }
            out.addGroup(group);
        });
        Session.sendToTarget(out, session);
    }

    private void sendChanges(String symbol, String requestId, List<Book.Change> changes) throws SessionNotFound {
        final Message out = message("X");
        if (!requestId.isEmpty()) {
            out.setString(262, requestId);
        }
        for (final Book.Change change : changes) {
            final Group group = new Group(268, 279, CHANGE_ORDER);
            group.setString(279, String.valueOf(change.action()));
            group.setString(269, String.valueOf(change.entry().side()));
            if (options.isKeyedById) {
                group.setString(278, change.id());
            }
            group.setString(55, symbol);
            group.setString(270, Book.decimal(change.entry().price()));
            if (change.action() != '2') {
                group.setString(271, String.valueOf(change.entry().quantity()));
            }
            if (options.countsReports) {
                group.setInt(83, reports.merge(symbol, 1, Integer::sum));
            }
            out.addGroup(group);
        }
        Session.sendToTarget(out, session);
    }

    private void publish() {
        try {
            for (;;) {
                synchronized (this) {
                    while (budget == 0 || !isSubscribed) {
                        wait();
                    }
                    final String symbol = List.copyOf(requests.keySet()).get(pick.below(requests.size()));
                    sendChanges(symbol, requests.get(symbol), books.get(symbol).changes());
                    sent++;
                    if (--budget == 0) {
                        Journal.tell("idle", Journal.field("sent", sent));
                    }
                }
            }
        } catch (InterruptedException | SessionNotFound problem) {
            System.err.println(problem);
            Runtime.getRuntime().halt(3);
        }
    }
}
