#pragma once
// Modules: parts of the program that are loaded when they are asked for.
//
// A module is a shared library beside the program, whatever link the program was called by. What
// needs large libraries (libcurl, libmongoc) is one: a program linked with them would take several
// times as long to start, whatever it is asked to do. A module stays loaded until the program ends,
// since its code is needed as long as any object it made. Any thread.

#include "protocol/base/result.h"

namespace barnabas {

struct Module {
  const char* purpose;  // "HTTP", for messages
  const char* file;     // "barnabas-http.so"
  const char* needs;    // "libcurl (package libcurl4)"
};

// The function of that name, as a pointer to be cast. An error says what is missing.
Result<void*> module_function(const Module& module, const char* name);

}  // namespace barnabas
