# barnabas_module(NAME PACKAGE SOURCES...): the shared library NAME.so beside the program, on a
# package of pkg-config's; generator/modules/module.h loads it.
function(barnabas_module name package)
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(${package} REQUIRED IMPORTED_TARGET ${package})
  add_library(${name} MODULE ${ARGN})
  set_target_properties(${name} PROPERTIES
    PREFIX ""
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
  target_link_libraries(${name} PRIVATE barnabas_flags tl::expected PkgConfig::${package})
endfunction()
