#pragma once
// The exit codes of every command, so that scripts can tell what went wrong.

namespace barnabas {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;           // the broker or the file said no
inline constexpr int kExitUsage = 2;            // the command line is wrong
inline constexpr int kExitUnreachable = 3;      // no broker answers there
inline constexpr int kExitConditionNotMet = 4;  // waited for something that did not happen in time
inline constexpr int kExitCheckFailed = 5;      // looked at something and found it wrong
inline constexpr int kExitInterrupted = 130;    // Ctrl-C, as shells count it

}  // namespace barnabas
