// A book of one instrument as a peer keeps it, and the random one of a venue. Prices are in units of 0.00001, quantities whole.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

enum class Keying { price, id };

struct Entry {
  char side;  // MDEntryType: 0 bid, 1 offer
  int64_t price;
  int64_t quantity;
};

struct Change {
  char action;  // MDUpdateAction: 0 new, 1 change, 2 delete
  std::string id;
  Entry entry;
};

/** xorshift32; the Java peer has the same, so both make the same book from one seed. */
class Random {
 public:
  explicit Random(uint32_t seed) : state_(seed * 2654435761u + 1) {
    if (state_ == 0) state_ = 1;
  }
  uint32_t below(uint32_t limit) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return (state_ >> 1) % limit;
  }

 private:
  uint32_t state_;
};

inline std::string decimal(int64_t price) {
  const std::string digits = std::to_string(price % 100000);
  return std::to_string(price / 100000) + '.' + std::string(5 - digits.size(), '0') + digits;
}

/** Exact: digit by digit, whatever number of decimals up to five. */
inline int64_t parseDecimal(const std::string& text) {
  int64_t value = 0;
  int decimals = -1;
  for (const char c : text) {
    if (c == '.') {
      decimals = 0;
    } else if (decimals < 5) {
      value = value * 10 + (c - '0');
      if (decimals >= 0) decimals++;
    } else if (c != '0') {
      throw std::string("too many decimals: ") + text;
    }
  }
  for (int i = decimals < 0 ? 0 : decimals; i < 5; i++) value *= 10;
  return value;
}

class Book {
 public:
  std::map<std::string, Entry> entries;

  void set(const std::string& id, const Entry& entry) { entries[id] = entry; }
  bool remove(const std::string& id) { return entries.erase(id) > 0; }

  /** {"bids":[["1.10000","500000"],…],"asks":[…]}, best first, what stands at one price added up. */
  std::string json() const {
    std::map<int64_t, int64_t> bids, asks;
    for (const auto& each : entries) {
      const Entry& entry = each.second;
      (entry.side == '0' ? bids : asks)[entry.side == '0' ? -entry.price : entry.price] += entry.quantity;
    }
    return "\"bids\":" + levels(bids) + ",\"asks\":" + levels(asks);
  }

 private:
  static std::string levels(const std::map<int64_t, int64_t>& side) {
    std::string out = "[";
    for (const auto& level : side) {
      if (out.size() > 1) out += ',';
      out += "[\"" + decimal(level.first < 0 ? -level.first : level.first) + "\",\"" + std::to_string(level.second) + "\"]";
    }
    return out + ']';
  }
};

/** A book that changes at random: bids below and offers above a middle that never moves, so it never crosses. */
class RandomBook {
 public:
  static constexpr int kDepth = 40;
  Book book;

  RandomBook(uint32_t seed, int64_t middle, Keying keying) : random_(seed), middle_(middle), keying_(keying) {
    for (int i = 0; i < kDepth; i++) change();
  }

  /** One to four changes, in order. */
  std::vector<Change> changes() {
    std::vector<Change> out(1 + random_.below(4));
    for (Change& next : out) next = change();
    return out;
  }

 private:
  Random random_;
  const int64_t middle_;
  const Keying keying_;
  uint32_t idNext_ = 1;

  Change change() {
    const char side = random_.below(2) == 0 ? '0' : '1';
    const int64_t away = 1 + random_.below(kDepth);
    const int64_t quantity = 1000 * (1 + static_cast<int64_t>(random_.below(5000)));
    Entry entry{side, side == '0' ? middle_ - away : middle_ + away, quantity};
    std::string id = std::string(1, side) + '-' + std::to_string(entry.price);
    if (keying_ == Keying::id) id = pickedId(side, entry);
    const bool isThere = book.entries.count(id) > 0;
    if (isThere && random_.below(3) == 0) {
      const Entry old = book.entries[id];
      book.remove(id);
      return Change{'2', id, old};
    }
    book.set(id, entry);
    return Change{isThere ? '1' : '0', id, entry};
  }

  /** A new id, or one of this side's entries at its own price. */
  std::string pickedId(char side, Entry& entry) {
    std::vector<std::string> ids;
    for (const auto& each : book.entries) {
      if (each.second.side == side) ids.push_back(each.first);
    }
    if (!ids.empty() && (ids.size() >= kDepth || random_.below(2) == 0)) {
      const std::string& id = ids[random_.below(static_cast<uint32_t>(ids.size()))];
      entry.price = book.entries[id].price;
      return id;
    }
    return "E" + std::to_string(idNext_++);
  }
};
