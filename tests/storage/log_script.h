#pragma once
// LogScript: runs the commands of a golden script on a log in memory and writes down what happens.
//
//   config segment.bytes=300          before the log is opened; names as in Kafka
//   append a b c [key=k time=5 codec=lz4 pid=1 epoch=0 seq=7 txn leader=2]
//   put a:1 b:2 c: [time codec pid seq txn as above]    keys of their own; c: is a tombstone
//   clean [time=5 map=100 due=1]      compacts; due=1 only if the topic's settings say so
//   commit pid=1 | abort pid=1        a transaction marker
//   roll | flush | close | truncate 5 | delete-records 3 | retention time=9 hwm=4 | removed time=9
//   reopen clean|killed               with the checkpoints that the log itself would have written
//   damage FILE POSITION              flips a bit
//   read 0 [bytes=100 up-to=3] | time 17 | max-time | epoch 3 | lso 9 | aborted 0 9
//   dump                              every file, every batch, every index entry
// Times are relative to the start of the script. What the log tells its observer comes with ">".

#include <string>
#include <string_view>

namespace barnabas {

// Runs a whole script; the result is the script with each block's output as it really was.
std::string run_log_script(std::string_view script);

}  // namespace barnabas
