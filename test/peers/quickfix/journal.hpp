// What a peer tells the test: events on standard output, every message with its MsgSeqNum in a file. Each line is one
// write(2) of its own, so nothing that was told is lost by kill -9.
#pragma once
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

inline std::string jsonText(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c >= 0 && c < 0x20 ? '|' : c;
  }
  return out + '"';
}

inline void writeLine(int file, std::string line) {
  line += '\n';
  const char* at = line.data();
  for (size_t left = line.size(); left > 0;) {
    const ssize_t written = ::write(file, at, left);
    if (written <= 0) {
      std::perror("peer: write");
      std::_Exit(3);
    }
    at += written;
    left -= static_cast<size_t>(written);
  }
}

/** @param fields of a JSON object, without its braces. */
inline void tell(const std::string& event, const std::string& fields = "") {
  writeLine(STDOUT_FILENO, "{\"event\":" + jsonText(event) + (fields.empty() ? "" : "," + fields) + "}");
}

class Journal {
 public:
  explicit Journal(const std::string& path)
      : file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644)) {
    if (file_ < 0) {
      std::perror(path.c_str());
      std::exit(2);
    }
    writeLine(file_, "{\"way\":\"start\"}");
  }

  /** One message: `way` is in or out. A SequenceReset says its NewSeqNo. */
  void message(const char* way, const std::string& seq, const std::string& type, bool isPossDup,
               const std::string& newSeqNo) {
    std::string line = std::string("{\"way\":\"") + way + "\",\"seq\":" + seq + ",\"type\":\"" + type + '"';
    if (isPossDup) line += ",\"dup\":true";
    if (!newSeqNo.empty()) line += ",\"newSeqNo\":" + newSeqNo;
    writeLine(file_, line + '}');
  }

  void mark(const char* way) { writeLine(file_, std::string("{\"way\":\"") + way + "\"}"); }

 private:
  const int file_;
};
