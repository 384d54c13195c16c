#pragma once
// The clock is in rd.h, too.

#include "rd.h"
