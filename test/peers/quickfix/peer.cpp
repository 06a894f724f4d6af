// A FIX counterparty made of QuickFIX C++: a venue or a client, an acceptor or an initiator (ConnectionType of the settings).
//
//   peer SETTINGS JOURNAL --venue|--hub|--client [--symbols A,B] [--seed N] [--keying price|id] [--reports] [--depth N]
//        [--username U --password P]
//
// Commands on standard input, one a line: `stream N`, `books`, `numbers`, `nextin N`, `nextout N`, `logout`, `logon`, `quit`.
// Events on standard output as JSON lines; every message with its MsgSeqNum in JOURNAL.
#include <quickfix/Application.h>
#include <quickfix/FileStore.h>
#include <quickfix/Log.h>
#include <quickfix/ThreadedSocketAcceptor.h>
#include <quickfix/ThreadedSocketInitiator.h>

#include <iostream>
#include <memory>
#include <sstream>

#include "client.hpp"
#include "journal.hpp"
#include "venue.hpp"

namespace {

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ',');) out.push_back(part);
  return out;
}

std::string fieldOf(const FIX::FieldMap& fields, int tag) {
  return fields.isSetField(tag) ? fields.getField(tag) : std::string();
}

/** What QuickFIX says of a session goes to the test; messages themselves are in the store. */
class Notes : public FIX::Log, public FIX::LogFactory {
 public:
  FIX::Log* create() override { return this; }
  FIX::Log* create(const FIX::SessionID&) override { return this; }
  void destroy(FIX::Log*) override {}
  void clear() override {}
  void backup() override {}
  void onIncoming(const std::string&) override {}
  void onOutgoing(const std::string&) override {}
  void onEvent(const std::string& text) override { tell("note", "\"text\":" + jsonText(text)); }
};

struct Options {
  std::string role;
  VenueOptions venue;
  ClientOptions client;
  std::string username, password;
};

class Peer : public FIX::Application {
 public:
  Peer(const Options& options, const std::string& journalPath) : options_(options), journal_(journalPath) {
    if (options.role == "client") {
      client_.reset(new Client(options.client));
    } else {
      venue_.reset(new Venue(options.venue));
    }
  }

  void onCreate(const FIX::SessionID& id) override { session_ = id; }

  void onLogon(const FIX::SessionID& id) override {
    journal_.mark("logon");
    tell("logon");
    if (client_) client_->loggedOn(id);
    if (venue_) venue_->loggedOn(id);
  }

  void onLogout(const FIX::SessionID&) override {
    if (venue_) venue_->loggedOff();
    journal_.mark("logout");
    tell("logout");
  }

  void toAdmin(FIX::Message& message, const FIX::SessionID&) override {
    if (fieldOf(message.getHeader(), 35) == "A") {
      const bool isInitiator = settings().get(session_).getString("ConnectionType") == "initiator";
      if (isInitiator && !options_.username.empty()) {
        message.setField(553, options_.username);
        message.setField(554, options_.password);
      }
    }
    record("out", message);
  }

  void toApp(FIX::Message& message, const FIX::SessionID&) throw(FIX::DoNotSend) override { record("out", message); }

  void fromAdmin(const FIX::Message& message, const FIX::SessionID&) throw(FIX::FieldNotFound, FIX::IncorrectDataFormat,
                                                                           FIX::IncorrectTagValue, FIX::RejectLogon) override {
    const std::string type = fieldOf(message.getHeader(), 35);
    const bool isAcceptor = settings().get(session_).getString("ConnectionType") == "acceptor";
    if (type == "A" && isAcceptor && !options_.username.empty()) {
      if (fieldOf(message, 553) != options_.username || fieldOf(message, 554) != options_.password) {
        throw FIX::RejectLogon("unknown username or wrong password");
      }
    }
    record("in", message);
    if (type == "3" || type == "5") tell(type == "3" ? "reject" : "logout-message", "\"text\":" + jsonText(fieldOf(message, 58)));
  }

  void fromApp(const FIX::Message& message, const FIX::SessionID&) throw(FIX::FieldNotFound, FIX::IncorrectDataFormat,
                                                                         FIX::IncorrectTagValue,
                                                                         FIX::UnsupportedMessageType) override {
    record("in", message);
    const std::string type = fieldOf(message.getHeader(), 35);
    if (type == "V" && venue_) return venue_->request(message);
    if (type == "W" && client_) return client_->image(message);
    if (type == "X" && client_) return client_->changes(message);
    if (type == "Y" || type == "j") return tell("refused", "\"type\":\"" + type + "\",\"text\":" + jsonText(fieldOf(message, 58)));
    throw FIX::UnsupportedMessageType();
  }

  /** @returns whether the peer goes on. */
  bool command(const std::string& line) {
    std::istringstream in(line);
    std::string name;
    int64_t number = 0;
    in >> name >> number;
    FIX::Session* session = FIX::Session::lookupSession(session_);
    if (name == "stream") {
      venue_->stream(static_cast<uint64_t>(number));
    } else if (name == "books") {
      tell("books", (venue_ ? venue_->booksJson() : client_->booksJson()) + "," + numbers(*session));
    } else if (name == "numbers") {
      tell("numbers", numbers(*session));
    } else if (name == "nextin") {
      session->setNextTargetMsgSeqNum(static_cast<int>(number));
      tell("numbers", numbers(*session));
    } else if (name == "nextout") {
      session->setNextSenderMsgSeqNum(static_cast<int>(number));
      tell("numbers", numbers(*session));
    } else if (name == "logout") {
      session->logout("asked to");
    } else if (name == "logon") {
      session->logon();
    } else {
      return false;
    }
    return true;
  }

  void read(const FIX::SessionSettings& settings) { settings_ = &settings; }

 private:
  const Options options_;
  Journal journal_;
  std::unique_ptr<Client> client_;
  std::unique_ptr<Venue> venue_;
  FIX::SessionID session_;
  const FIX::SessionSettings* settings_ = nullptr;

  const FIX::SessionSettings& settings() const { return *settings_; }

  static std::string numbers(FIX::Session& session) {
    return "\"nextIn\":" + std::to_string(session.getExpectedTargetNum()) +
           ",\"nextOut\":" + std::to_string(session.getExpectedSenderNum());
  }

  void record(const char* way, const FIX::Message& message) {
    const FIX::Header& header = message.getHeader();
    journal_.message(way, fieldOf(header, 34), fieldOf(header, 35), fieldOf(header, 43) == "Y", fieldOf(message, 36));
  }
};

Options parse(int count, char** values) {
  Options options;
  for (int i = 3; i < count; i++) {
    const std::string name = values[i];
    const auto value = [&] { return std::string(i + 1 < count ? values[++i] : ""); };
    if (name == "--venue" || name == "--hub" || name == "--client") options.role = name.substr(2);
    else if (name == "--symbols") options.venue.symbols = options.client.symbols = split(value());
    else if (name == "--seed") options.venue.seed = static_cast<uint32_t>(std::stoul(value()));
    else if (name == "--keying") options.venue.keying = value() == "id" ? Keying::id : Keying::price;
    else if (name == "--reports") options.venue.countsReports = true;
    else if (name == "--depth") options.client.depth = value();
    else if (name == "--username") options.username = value();
    else if (name == "--password") options.password = value();
    else throw std::string("unknown argument ") + name;
  }
  options.venue.pushes = options.role == "hub";
  return options;
}

/** Starts it, obeys the test until its end, stops it with a Logout. */
template <typename Connector>
void run(Connector& connector, Peer& peer) {
  connector.start();
  tell("started");
  for (std::string line; std::getline(std::cin, line);) {
    if (!peer.command(line)) break;
  }
  connector.stop();
  tell("stopped");
}

}  // namespace

int main(int count, char** values) {
  try {
    const Options options = parse(count, values);
    FIX::SessionSettings settings(values[1]);
    Peer peer(options, values[2]);
    peer.read(settings);
    FIX::FileStoreFactory store(settings);
    Notes notes;
    const bool isAcceptor = settings.get().getString("ConnectionType") == "acceptor";
    if (isAcceptor) {
      FIX::ThreadedSocketAcceptor acceptor(peer, store, settings, notes);
      run(acceptor, peer);
    } else {
      FIX::ThreadedSocketInitiator initiator(peer, store, settings, notes);
      run(initiator, peer);
    }
    std::_Exit(0);
  } catch (const std::string& problem) {
    std::cerr << problem << std::endl;
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << std::endl;
  }
  return 2;
}
