#pragma once
// A CompressionReport for people on a terminal, for programs, and as a page with plots.

#include <string>

#include "generator/proof/compression_report.h"

namespace barnabas {

// Tables: how many times smaller, and megabytes a second of CPU, by codec and size of batch.
std::string report_table(const CompressionReport& report);

// One JSON object.
std::string report_json(const CompressionReport& report);

// One HTML page that needs nothing beside itself; light or dark as its reader likes.
std::string report_page(const CompressionReport& report);

// The two sentences at the end of table and page.
std::string smallest_text(const CompressionReport& report);
std::string cheapest_text(const CompressionReport& report);

// "1.8", "45", "720", "12 000": a rate in MB a second from nanoseconds a byte.
std::string megabytes_a_second(double ns_per_byte);

}  // namespace barnabas
