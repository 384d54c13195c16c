#pragma once
// Entities as bytes: what the store keeps, about as long as their JSON.
//
// A byte for the kind, then: integers as a zigzag varint; floats as eight bytes; texts as size and
// bytes; lists as count and items; maps as count, and a text and a value for each entry, sorted.

#include <string_view>

#include "generator/template/arena.h"
#include "generator/template/text_buffer.h"
#include "generator/template/value.h"

namespace barnabas {

// Appends the value. What is neither null, bool, number, text, list nor map becomes a text.
void encode_value(TextBuffer& out, const Value& value);

// The value that encode_value() made; texts are views of `bytes`, lists and maps lie in the arena.
// A map says what it is of ("customers"), so that asking for a field that is not there is an error.
Value decode_value(std::string_view bytes, std::string_view what, Arena& arena);

}  // namespace barnabas
