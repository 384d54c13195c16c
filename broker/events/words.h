#pragma once
// Small phrases that the sentences of narrate are made of.

#include <cstdint>
#include <string>

#include "protocol/base/offset.h"

namespace barnabas::words {

// "1 record", "12 records", "2 batches".
std::string count(std::int64_t number, const char* singular);
// "offset 7" or "offsets 7 to 9".
std::string offsets(Offset first, Offset last);
// "sequence 7" or "sequences 7 to 9".
std::string sequences(Sequence first, Sequence last);
// "812 bytes", "4.0 KiB".
std::string bytes(std::int64_t number);
// "40 us", "0.3 ms", "1.5 s".
std::string duration(std::int64_t microseconds);
// "00000000000000001480.log".
std::string log_file(Offset base_offset);
// The client id, or "a client" where it gave none.
std::string client(const std::string& client_id);
// `text`, or `otherwise` where it is empty.
std::string known(const std::string& text, const char* otherwise);

}  // namespace barnabas::words
