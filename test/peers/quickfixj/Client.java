/** The client's side: asks with 35=V after each logon and builds the books from 35=W and 35=X. */
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import quickfix.FieldMap;
import quickfix.FieldNotFound;
import quickfix.Group;
import quickfix.Message;
import quickfix.Session;
import quickfix.SessionID;
import quickfix.SessionNotFound;

final class Client {
    private final Options options;
    private final TreeMap<String, Book> books = new TreeMap<>();
    private int requests;
    private long images;
    private long refreshes;

    Client(Options options) {
        this.options = options;
    }

    /** What it had may have changed meanwhile: the books begin again with the images that it asks for. */
    void loggedOn(SessionID session) throws SessionNotFound {
        synchronized (this) {
            books.clear();
        }
        final Message out = new Message();
        out.getHeader().setString(35, "V");
        out.setString(262, "R" + ++requests);
        out.setString(263, "1");
        out.setString(264, options.depth);
        out.setString(265, "1");
        for (final String type : List.of("0", "1")) {
            final Group group = new Group(267, 269);
            group.setString(269, type);
            out.addGroup(group);
        }
        for (final String symbol : options.symbols) {
            final Group group = new Group(146, 55);
            group.setString(55, symbol);
            out.addGroup(group);
        }
        Session.sendToTarget(out, session);
    }

    synchronized void image(Message message) throws FieldNotFound {
        final Book book = new Book();
        final String symbol = message.getString(55);
        for (final Group group : message.getGroups(268)) {
            apply(book, group, '0', symbol);
        }
        books.put(symbol, book);
        images++;
    }

    synchronized void changes(Message message) throws FieldNotFound {
        String symbol = "";
        for (final Group group : message.getGroups(268)) {
            if (group.isSetField(55)) {
                symbol = group.getString(55);
            }
            final Book book = books.get(symbol);
            // Of the time before this logon, sent again.
            if (book == null && message.getHeader().isSetField(43)) {
                return;
            }
            if (book == null) {
                contradiction(symbol, "35=X before 35=W");
                return;
            }
            apply(book, group, group.getString(279).charAt(0), symbol);
        }
        refreshes++;
    }

    synchronized String booksJson() {
        final List<String> out = new ArrayList<>();
        books.forEach((symbol, book) -> out.add("{" + Journal.field("symbol", symbol) + "," + book.json() + "}"));
        return Journal.field("images", images) + "," + Journal.field("refreshes", refreshes) + ",\"books\":[" + String.join(",", out) + "]";
    }

    private static void contradiction(String symbol, String id) {
        Journal.tell("contradiction", Journal.field("symbol", symbol), Journal.field("id", id));
    }

    /** Keyed by MDEntryID where the message has one, else by side and price. What contradicts the book is told: it is a wrong book. */
    private static void apply(Book book, FieldMap group, char action, String symbol) throws FieldNotFound {
        if (group.isSetField(269) && group.getString(269).charAt(0) > '1') {
            return;
        }
        final String id = group.isSetField(278) ? group.getString(278)
            : group.getString(269) + "-" + Book.parseDecimal(group.getString(270));
        final Book.Entry old = book.entries.get(id);
        if ((action == '0') == (old != null)) {
            contradiction(symbol, id);
        }
        if (action == '2') {
            book.entries.remove(id);
            return;
        }
        book.entries.put(id, new Book.Entry(
            group.isSetField(269) || old == null ? group.getString(269).charAt(0) : old.side(),
            group.isSetField(270) || old == null ? Book.parseDecimal(group.getString(270)) : old.price(),
            group.isSetField(271) || old == null ? Book.parseDecimal(group.getString(271)) / 100000 : old.quantity()));
    }
}
