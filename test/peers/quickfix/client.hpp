// The client's side: asks with 35=V after each logon and builds the books from 35=W and 35=X.
#pragma once
#include <quickfix/Session.h>

#include <mutex>

#include "book.hpp"
#include "journal.hpp"

struct ClientOptions {
  std::vector<std::string> symbols;
  /** MarketDepth; 0 is all. */
  std::string depth = "0";
};

class Client {
 public:
  explicit Client(const ClientOptions& options) : options_(options) {}

  /** What it had may have changed meanwhile: the books begin again with the images that it asks for. */
  void loggedOn(const FIX::SessionID& session) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      books_.clear();
    }
    FIX::Message out;
    out.getHeader().setField(35, "V");
    out.setField(262, "R" + std::to_string(++requests_));
    out.setField(263, "1");
    out.setField(264, options_.depth);
    out.setField(265, "1");
    for (const char* type : {"0", "1"}) {
      FIX::Group group(267, 269);
      group.setField(269, type);
      out.addGroup(group);
    }
    for (const std::string& symbol : options_.symbols) {
      FIX::Group group(146, 55);
      group.setField(55, symbol);
      out.addGroup(group);
    }
    FIX::Session::sendToTarget(out, session);
  }

  void image(const FIX::Message& message) {
    std::lock_guard<std::mutex> lock(mutex_);
    Book book;
    FIX::Group group(268, 269);
    const std::string symbol = message.getField(55);
    for (int i = 1; i <= std::stoi(message.getField(268)); i++) {
      message.getGroup(i, group);
      apply(book, group, '0', symbol);
    }
    books_[symbol] = book;
    images_++;
  }

  void changes(const FIX::Message& message) {
    std::lock_guard<std::mutex> lock(mutex_);
    FIX::Group group(268, 279);
    std::string symbol;
    for (int i = 1; i <= std::stoi(message.getField(268)); i++) {
      message.getGroup(i, group);
      if (group.isSetField(55)) symbol = group.getField(55);
      // Of the time before this logon, sent again.
      if (books_.count(symbol) == 0 && message.getHeader().isSetField(43)) return;
      if (books_.count(symbol) == 0) return tell("contradiction", "\"symbol\":" + jsonText(symbol) + ",\"id\":\"35=X before 35=W\"");
      apply(books_[symbol], group, group.getField(279)[0], symbol);
    }
    refreshes_++;
  }

  std::string booksJson() {
    std::lock_guard<std::mutex> lock(mutex_);
    std::string out = "\"images\":" + std::to_string(images_) + ",\"refreshes\":" + std::to_string(refreshes_) + ",\"books\":[";
    for (const auto& each : books_) {
      if (out.back() == '}') out += ',';
      out += "{\"symbol\":" + jsonText(each.first) + "," + each.second.json() + "}";
    }
    return out + "]";
  }

 private:
  const ClientOptions options_;
  std::mutex mutex_;
  std::map<std::string, Book> books_;
  int requests_ = 0;
  uint64_t images_ = 0;
  uint64_t refreshes_ = 0;

  /** Keyed by MDEntryID where the message has one, else by side and price. What contradicts the book is told: it is a wrong book. */
  void apply(Book& book, const FIX::Group& group, char action, const std::string& symbol) {
    if (group.isSetField(269) && group.getField(269)[0] > '1') return;
    const std::string id = group.isSetField(278) ? group.getField(278)
                                                 : group.getField(269) + "-" + std::to_string(parseDecimal(group.getField(270)));
    const bool isThere = book.entries.count(id) > 0;
    if ((action == '0') == isThere) tell("contradiction", "\"symbol\":" + jsonText(symbol) + ",\"id\":" + jsonText(id));
    if (action == '2') {
      book.remove(id);
      return;
    }
    Entry entry = isThere ? book.entries[id] : Entry{};
    if (group.isSetField(269)) entry.side = group.getField(269)[0];
    if (group.isSetField(270)) entry.price = parseDecimal(group.getField(270));
    if (group.isSetField(271)) entry.quantity = parseDecimal(group.getField(271)) / 100000;
    book.set(id, entry);
  }
};
