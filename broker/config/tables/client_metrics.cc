// Subscriptions to client metrics (KIP-714).

#include "broker/config/property_table.h"

namespace barnabas {
namespace {

using enum PropertyType;
using enum UpdateMode;

constexpr Property kProperties[] = {
    accepted("interval.ms", Int, "300000", kAnyValue, ClusterWide),
    accepted("match", List, "", kAnyValue, ClusterWide),
    accepted("metrics", List, "", kAnyValue, ClusterWide),
};

}  // namespace

std::span<const Property> client_metrics_properties() { return kProperties; }

}  // namespace barnabas
