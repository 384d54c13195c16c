# fmt as part of the program, under the name barnabas_fmt; see fmt_static.cc.
add_library(barnabas_fmt STATIC ${CMAKE_CURRENT_LIST_DIR}/fmt_static.cc)
target_include_directories(barnabas_fmt SYSTEM PUBLIC
  $<TARGET_PROPERTY:fmt::fmt,INTERFACE_INCLUDE_DIRECTORIES>)
