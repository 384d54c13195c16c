#pragma once
// Verifier: looks at marked records, partition after partition in the order of their offsets, and
// says what is not as it was sent.
//
// lost        a number that no record has: between those seen, or below what was expected
// duplicated  a number that came before
// reordered   behind a record of the same stream and partition with a higher number, or behind one
//             of the same key with a higher number of that key
// corrupted   key and value do not have the checksum that they left with
//
// Needs a bit for each record and some bytes for each key. One thread.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "generator/proof/mark.h"

namespace barnabas {

// Where a record lies.
struct RecordPlace {
  std::string_view topic;
  std::int32_t partition = 0;
  std::int64_t offset = 0;
};

struct ReadRecord {
  RecordPlace place;
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;
  std::vector<std::pair<std::string_view, std::string_view>> headers;
};

struct StreamFindings {
  std::string run;
  std::string emitter;
  std::uint64_t received = 0;  // duplicates included
  std::uint64_t expected = 0;
  std::uint64_t lost = 0;
  std::uint64_t duplicated = 0;
  std::uint64_t reordered = 0;
  std::uint64_t corrupted = 0;

  bool good() const { return lost + duplicated + reordered + corrupted == 0; }
};

struct Findings {
  std::vector<StreamFindings> streams;
  std::uint64_t records = 0;
  std::uint64_t unmarked = 0;         // of somebody else, or whose mark is gone
  std::vector<std::string> examples;  // a sentence each, of the first few
};

struct VerifierOptions {
  std::string run;                                // only this one; empty: all
  std::map<std::string, std::uint64_t> expected;  // records by emitter
};

class Verifier {
 public:
  explicit Verifier(VerifierOptions options);

  void add(const ReadRecord& record);
  Findings finish();

 private:
  struct Key {
    std::uint64_t next = 0;
    std::int32_t partition = -1;
  };
  struct Stream {
    StreamFindings findings;
    std::vector<bool> seen;
    std::map<std::pair<std::string, std::int32_t>, std::uint64_t> highest;  // by partition
    std::unordered_map<std::uint64_t, Key> keys;                            // by hash
  };

  void judge(Stream& stream, const ReadRecord& record, const Mark& mark);
  bool is_reordered(Stream& stream, const ReadRecord& record, const Mark& mark);
  void note(const ReadRecord& record, const Mark& mark, std::string_view what);

  VerifierOptions options_;
  std::map<std::pair<std::string, std::string>, Stream> streams_;
  Findings findings_;
};

}  // namespace barnabas
