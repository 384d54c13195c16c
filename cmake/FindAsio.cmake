# Standalone Asio is header-only and brings no CMake file. Gives the target Asio::Asio.
find_path(Asio_INCLUDE_DIR NAMES asio/io_context.hpp)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Asio REQUIRED_VARS Asio_INCLUDE_DIR)
if(Asio_FOUND AND NOT TARGET Asio::Asio)
  find_package(Threads REQUIRED)
  add_library(Asio::Asio INTERFACE IMPORTED)
  target_include_directories(Asio::Asio INTERFACE ${Asio_INCLUDE_DIR})
  # g++ 12 frees some coroutine frames by operator delete, whoever allocated them; so Asio must not
  # take them from aligned_alloc.
  target_compile_definitions(Asio::Asio INTERFACE
    ASIO_STANDALONE ASIO_NO_DEPRECATED ASIO_DISABLE_STD_ALIGNED_ALLOC)
  target_link_libraries(Asio::Asio INTERFACE Threads::Threads)
endif()
