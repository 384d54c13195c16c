# barnabas_find_codec(PACKAGE HEADER LIBRARY TARGET) finds a C library by header and archive and
# wraps it in an imported target. Release builds take the static archive where there is one, so that
# the program needs few shared libraries and starts at once.
include(FindPackageHandleStandardArgs)

if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(_barnabas_static_codecs ON)
else()
  set(_barnabas_static_codecs OFF)
endif()
option(BARNABAS_STATIC_CODECS "Prefer static archives of the compression libraries"
  ${_barnabas_static_codecs})

macro(barnabas_find_codec package header library target)
  find_path(${package}_INCLUDE_DIR ${header})
  if(BARNABAS_STATIC_CODECS)
    find_library(${package}_LIBRARY NAMES lib${library}.a ${library})
  else()
    find_library(${package}_LIBRARY NAMES ${library})
  endif()
  mark_as_advanced(${package}_INCLUDE_DIR ${package}_LIBRARY)
  find_package_handle_standard_args(${package}
    REQUIRED_VARS ${package}_LIBRARY ${package}_INCLUDE_DIR)
  if(${package}_FOUND AND NOT TARGET ${target})
    add_library(${target} UNKNOWN IMPORTED)
    set_target_properties(${target} PROPERTIES
      IMPORTED_LOCATION "${${package}_LIBRARY}"
      INTERFACE_INCLUDE_DIRECTORIES "${${package}_INCLUDE_DIR}")
  endif()
endmacro()
