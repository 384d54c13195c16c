#pragma once
// RunGate: what the records of a run pass one by one, so that somebody outside can hold them back.
//
// A server's run has one: it keeps a rate that may change meanwhile, pauses, counts, and lets one
// emitter at a time touch the lists that several runs share. Called on the run's thread.

#include "generator/run/output.h"

namespace barnabas {

class RunGate {
 public:
  virtual ~RunGate() = default;

  // Whether enter() would wait: then the outputs are flushed first.
  virtual bool must_wait() = 0;

  // Before a record is made: returns when it may be. False: the run is to end.
  virtual bool enter() = 0;

  // After each enter() that returned true: the record as it will be put, or nullptr where none came
  // of it. Valid during the call.
  virtual void leave(const Record* record) = 0;
};

}  // namespace barnabas
