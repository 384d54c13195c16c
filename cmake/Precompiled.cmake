# precompiled.h, compiled once, with as few macros as possible: g++ refuses it where one of them is
# missing.
file(WRITE ${CMAKE_BINARY_DIR}/precompiled.cc "")
add_library(barnabas_precompiled OBJECT ${CMAKE_BINARY_DIR}/precompiled.cc)
target_link_libraries(barnabas_precompiled PRIVATE barnabas_flags barnabas_fmt tl::expected)
target_precompile_headers(barnabas_precompiled PRIVATE ${CMAKE_CURRENT_LIST_DIR}/precompiled.h)

function(barnabas_precompile target)
  target_precompile_headers(${target} REUSE_FROM barnabas_precompiled)
endfunction()
