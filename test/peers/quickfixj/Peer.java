/**
 * A FIX counterparty made of QuickFIX/J: a venue or a client, an acceptor or an initiator (ConnectionType of the settings). The command
 * line, the commands on standard input and the events on standard output are those of the C++ peer, see ../quickfix/peer.cpp.
 */
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import quickfix.Application;
import quickfix.ConfigError;
import quickfix.Connector;
import quickfix.DefaultMessageFactory;
import quickfix.FieldMap;
import quickfix.FieldNotFound;
import quickfix.FileStoreFactory;
import quickfix.Log;
import quickfix.LogFactory;
import quickfix.Message;
import quickfix.RejectLogon;
import quickfix.Session;
import quickfix.SessionID;
import quickfix.SessionNotFound;
import quickfix.SessionSettings;
import quickfix.SocketAcceptor;
import quickfix.SocketInitiator;
import quickfix.UnsupportedMessageType;

public final class Peer implements Application {
    private final Options options;
    private final boolean isAcceptor;
    private final Journal journal;
    private final Client client;
    private final Venue venue;
    private volatile SessionID session;

    private Peer(Options options, boolean isAcceptor, Journal journal) {
        this.options = options;
        this.isAcceptor = isAcceptor;
        this.journal = journal;
        client = options.role.equals("client") ? new Client(options) : null;
        venue = client == null ? new Venue(options) : null;
    }

    /** What QuickFIX/J says of a session goes to the test; messages themselves are in the store. */
    private static final class Notes implements Log, LogFactory {
        @Override public Log create(SessionID id) { return this; }
        @Override public void clear() {}
        @Override public void onIncoming(String message) {}
        @Override public void onOutgoing(String message) {}
        @Override public void onEvent(String text) {
            // One of each message of a resend; they are in the journal.
            if (!text.startsWith("Resending message")) {
                Journal.tell("note", Journal.field("text", text));
            }
        }
        @Override public void onErrorEvent(String text) { onEvent(text); }
    }

    @Override public void onCreate(SessionID id) {
        session = id;
    }

    @Override public void onLogon(SessionID id) {
        journal.mark("logon");
        Journal.tell("logon");
        try {
            if (client != null) {
                client.loggedOn(id);
            } else {
                venue.loggedOn(id);
            }
        } catch (SessionNotFound problem) {
            throw new IllegalStateException(problem);
        }
    }

    @Override public void onLogout(SessionID id) {
        if (venue != null) {
            venue.loggedOff();
        }
        journal.mark("logout");
        Journal.tell("logout");
    }

    @Override public void toAdmin(Message message, SessionID id) {
        if (text(message.getHeader(), 35).equals("A") && !isAcceptor && !options.username.isEmpty()) {
            message.setString(553, options.username);
            message.setString(554, options.password);
        }
        record("out", message);
    }

    @Override public void toApp(Message message, SessionID id) {
        record("out", message);
    }

    @Override public void fromAdmin(Message message, SessionID id) throws RejectLogon {
        final String type = text(message.getHeader(), 35);
        if (type.equals("A") && isAcceptor && !options.username.isEmpty()
            && !(text(message, 553).equals(options.username) && text(message, 554).equals(options.password))) {
            throw new RejectLogon("unknown username or wrong password");
        }
        record("in", message);
        if (type.equals("3") || type.equals("5")) {
            Journal.tell(type.equals("3") ? "reject" : "logout-message", Journal.field("text", text(message, 58)));
        }
    }

    @Override public void fromApp(Message message, SessionID id) throws FieldNotFound, UnsupportedMessageType {
        record("in", message);
        final String type = text(message.getHeader(), 35);
        try {
            if (type.equals("V") && venue != null) {
                venue.request(message);
            } else if (type.equals("W") && client != null) {
                client.image(message);
            } else if (type.equals("X") && client != null) {
                client.changes(message);
            } else if (type.equals("Y") || type.equals("j")) {
                Journal.tell("refused", Journal.field("type", type), Journal.field("text", text(message, 58)));
            } else {
                throw new UnsupportedMessageType();
            }
        } catch (SessionNotFound problem) {
            throw new IllegalStateException(problem);
        }
    }

    private static String text(FieldMap fields, int tag) {
        try {
            return fields.isSetField(tag) ? fields.getString(tag) : "";
        } catch (FieldNotFound problem) {
            throw new IllegalStateException(problem);
        }
    }

    private void record(String way, Message message) {
        final FieldMap header = message.getHeader();
        journal.message(way, Integer.parseInt(text(header, 34)), text(header, 35), text(header, 43).equals("Y"),
            message.isSetField(36) ? text(message, 36) : null);
    }

    private static String numbers(Session session) {
        return Journal.field("nextIn", session.getExpectedTargetNum()) + "," + Journal.field("nextOut", session.getExpectedSenderNum());
    }

    /** @return whether the peer goes on. */
    private boolean command(String line) throws IOException {
        final String[] words = line.split(" ");
        final Session at = Session.lookupSession(session);
        switch (words[0]) {
            case "stream" -> venue.stream(Long.parseLong(words[1]));
            case "books" -> Journal.tell("books", venue == null ? client.booksJson() : venue.booksJson(), numbers(at));
            case "numbers" -> Journal.tell("numbers", numbers(at));
            case "nextin" -> {
                at.setNextTargetMsgSeqNum(Integer.parseInt(words[1]));
                Journal.tell("numbers", numbers(at));
            }
            case "nextout" -> {
                at.setNextSenderMsgSeqNum(Integer.parseInt(words[1]));
                Journal.tell("numbers", numbers(at));
            }
            case "logout" -> at.logout("asked to");
            case "logon" -> at.logon();
            default -> {
                return false;
            }
        }
        return true;
    }

    public static void main(String[] values) throws IOException, ConfigError, quickfix.FieldConvertError {
        final SessionSettings settings = new SessionSettings(new FileInputStream(values[0]));
        final boolean isAcceptor = settings.getString("ConnectionType").equals("acceptor");
        final Peer peer = new Peer(Options.parse(values, 2), isAcceptor, new Journal(values[1]));
        final FileStoreFactory store = new FileStoreFactory(settings);
        final Connector connector = isAcceptor
            ? new SocketAcceptor(peer, store, settings, new Notes(), new DefaultMessageFactory())
            : new SocketInitiator(peer, store, settings, new Notes(), new DefaultMessageFactory());
        connector.start();
        Journal.tell("started");
        final BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String line = commands.readLine(); line != null && peer.command(line); line = commands.readLine()) {
            continue;
        }
        connector.stop();
        Journal.tell("stopped");
        System.exit(0);
    }
}
