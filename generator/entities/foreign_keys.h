#pragma once
// ForeignKeys: whether the keys that records name are those of somebody.
//
// A parent may come before its child or after it; what counts is who was there in the end. Needs
// some 16 bytes for each different key: keys are kept as hashes.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace barnabas {

class ForeignKeys {
 public:
  void add_parent(std::string_view key);
  void add_child(std::string_view key);

  // How many children named a key that is nobody's so far.
  std::uint64_t dangling() const { return dangling_; }
  // One of these keys, the first one named; empty where there is none, or it found its parent.
  std::string_view example() const;

 private:
  std::unordered_set<std::uint64_t> parents_;
  std::unordered_map<std::uint64_t, std::uint64_t> orphans_;  // how often each was named
  std::uint64_t dangling_ = 0;
  std::string example_;
};

}  // namespace barnabas
