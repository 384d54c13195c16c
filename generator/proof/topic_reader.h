#pragma once
// TopicReader: all records that a topic holds, from the first to the last.
//
// Through librdkafka, without a group: nothing is committed, nobody else is disturbed.

#include <functional>
#include <string>

#include "generator/outputs/kafka_config.h"
#include "generator/proof/verifier.h"
#include "generator/run/stop_signal.h"

namespace barnabas {

using RecordSink = std::function<void(const ReadRecord&)>;

// Reads every partition to its end; records of one partition come in order. Errors: nobody answers
// (ErrorCode::BrokerNotAvailable), no such topic, a batch whose checksum is wrong, a signal.
Result<void> read_topic(const KafkaProperties& properties, const std::string& topic,
                        StopSignal& signal, const RecordSink& sink);

}  // namespace barnabas
