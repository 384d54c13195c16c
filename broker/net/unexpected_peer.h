#pragma once
// unexpected_peer: what to tell somebody whose bytes cannot be a Kafka request.
//
// The first four bytes of a connection are a size. A TLS hello or an HTTP request read as a size
// gives hundreds of megabytes, which has made clients and brokers allocate them (KAFKA-4090); here
// it gives a hint.

#include <cstdint>
#include <string>

namespace barnabas {

// A sentence for the log about a size field that is negative or above socket.request.max.bytes.
std::string describe_unexpected_size(std::int32_t size, std::int32_t size_max);

}  // namespace barnabas
