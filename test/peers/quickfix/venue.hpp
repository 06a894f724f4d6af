// The venue's side: answers 35=V with one 35=W an instrument and then streams 35=X as long as the test has asked for some. A
// hub is the same without being asked: it pushes the images as soon as it is logged on.
#pragma once
#include <quickfix/Session.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "book.hpp"
#include "journal.hpp"

struct VenueOptions {
  std::vector<std::string> symbols;
  uint32_t seed = 1;
  Keying keying = Keying::price;
  bool pushes = false;
  /** RptSeq (83) in every entry; FIX 5.0 SP2 only. */
  bool countsReports = false;
};

class Venue {
 public:
  explicit Venue(const VenueOptions& options) : options_(options) {
    for (size_t i = 0; i < options.symbols.size(); i++) {
      books_.emplace(options.symbols[i],
                     RandomBook(options.seed + static_cast<uint32_t>(i), 110000 + 1000 * static_cast<int64_t>(i), options.keying));
    }
    std::thread([this] { publish(); }).detach();
  }

  void loggedOn(const FIX::SessionID& session) {
    std::lock_guard<std::mutex> lock(mutex_);
    session_ = session;
    requests_.clear();
    if (options_.pushes) subscribe("", options_.symbols);
  }

  /** Not under the lock: the publisher may hold it in a send that this thread has to end. */
  void loggedOff() { isSubscribed_ = false; }

  /** One MarketDataRequest. */
  void request(const FIX::Message& request) {
    std::lock_guard<std::mutex> lock(mutex_);
    const std::string id = request.getField(262);
    const std::string type = request.getField(263);
    if (type == "2") {
      for (auto it = requests_.begin(); it != requests_.end();) it = it->second == id ? requests_.erase(it) : std::next(it);
      isSubscribed_ = !requests_.empty();
      return;
    }
    std::vector<std::string> symbols;
    FIX::Group group(146, 55);
    for (int i = 1; i <= std::stoi(request.getField(146)); i++) {
      request.getGroup(i, group);
      symbols.push_back(group.getField(55));
      if (books_.count(symbols.back()) == 0) return reject(id, symbols.back());
    }
    if (type == "1") return subscribe(id, symbols);
    for (const std::string& symbol : symbols) sendImage(symbol, id);
  }

  /** This many incremental refreshes more; `idle` is told when they are out. */
  void stream(uint64_t count) {
    std::lock_guard<std::mutex> lock(mutex_);
    budget_ += count;
    wake_.notify_all();
  }

  /** Nothing is sent while this runs. */
  std::string booksJson() {
    std::lock_guard<std::mutex> lock(mutex_);
    std::string out = "\"books\":[";
    for (const auto& each : books_) {
      if (out.back() == '}') out += ',';
      out += "{\"symbol\":" + jsonText(each.first) + "," + each.second.book.json() + "}";
    }
    return out + "]";
  }

 private:
  const VenueOptions options_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::map<std::string, RandomBook> books_;
  std::map<std::string, uint32_t> reports_;
  FIX::SessionID session_;
  /** MDReqID of each instrument that is streamed. */
  std::map<std::string, std::string> requests_;
  std::atomic<bool> isSubscribed_{false};
  uint64_t budget_ = 0;
  uint64_t sent_ = 0;
  Random pick_{7};

  static FIX::Message message(const char* type) {
    FIX::Message out;
    out.getHeader().setField(35, type);
    return out;
  }

  void reject(const std::string& id, const std::string& symbol) {
    FIX::Message out = message("Y");
    out.setField(262, id);
    out.setField(281, "0");
    out.setField(58, "unknown symbol " + symbol);
    FIX::Session::sendToTarget(out, session_);
  }

  void subscribe(const std::string& id, const std::vector<std::string>& symbols) {
    for (const std::string& symbol : symbols) {
      requests_[symbol] = id;
      sendImage(symbol, id);
    }
    isSubscribed_ = true;
    tell("subscribed", "\"symbols\":" + std::to_string(requests_.size()));
    wake_.notify_all();
  }

  void sendImage(const std::string& symbol, const std::string& id) {
    FIX::Message out = message("W");
    if (!id.empty()) out.setField(262, id);
    out.setField(55, symbol);
    static const int order[] = {269, 278, 270, 271, 83, 0};
    for (const auto& each : books_.at(symbol).book.entries) {
      FIX::Group group(268, 269, order);
      group.setField(269, std::string(1, each.second.side));
      if (options_.keying == Keying::id) group.setField(278, each.first);
      group.setField(270, decimal(each.second.price));
      group.setField(271, std::to_string(each.second.quantity));
      if (options_.countsReports) group.setField(83, std::to_string(reports_[symbol]));
      out.addGroup(group);
    }
    FIX::Session::sendToTarget(out, session_);
  }

  void sendChanges(const std::string& symbol, const std::string& id, const std::vector<Change>& changes) {
    FIX::Message out = message("X");
    if (!id.empty()) out.setField(262, id);
    static const int order[] = {279, 269, 278, 55, 270, 271, 83, 0};
    for (const Change& change : changes) {
      FIX::Group group(268, 279, order);
      group.setField(279, std::string(1, change.action));
      group.setField(269, std::string(1, change.entry.side));
      if (options_.keying == Keying::id) group.setField(278, change.id);
      group.setField(55, symbol);
      group.setField(270, decimal(change.entry.price));
      if (change.action != '2') group.setField(271, std::to_string(change.entry.quantity));
      if (options_.countsReports) group.setField(83, std::to_string(++reports_[symbol]));
      out.addGroup(group);
    }
    FIX::Session::sendToTarget(out, session_);
  }

  void publish() {
    for (;;) {
      std::unique_lock<std::mutex> lock(mutex_);
      wake_.wait(lock, [this] { return budget_ > 0 && isSubscribed_; });
      const auto& picked = *std::next(requests_.begin(), pick_.below(static_cast<uint32_t>(requests_.size())));
      sendChanges(picked.first, picked.second, books_.at(picked.first).changes());
      sent_++;
      if (--budget_ == 0) tell("idle", "\"sent\":" + std::to_string(sent_));
    }
  }
};
