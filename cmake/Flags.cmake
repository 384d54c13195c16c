# Flags that every target of this project gets, through the interface target barnabas_flags.
add_library(barnabas_flags INTERFACE)
target_include_directories(barnabas_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(barnabas_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -fno-omit-frame-pointer
  # {.name = "x"} leaves the other members at their defaults: how messages and options are written.
  -Wno-missing-field-initializers)

if(BARNABAS_SANITIZE)
  target_compile_options(barnabas_flags INTERFACE
    -fsanitize=${BARNABAS_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(barnabas_flags INTERFACE -fsanitize=${BARNABAS_SANITIZE})
endif()

if(BARNABAS_FUZZ)
  # Coverage of all code, so that libFuzzer sees which inputs reach something new.
  target_compile_options(barnabas_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

if(BARNABAS_SANITIZE MATCHES thread)
  # Asio uses atomic_thread_fence, which TSan cannot follow; gcc warns about it. Among the calls
  # that TSan inserts GCC 12 loses track of which alternative of an expected is alive, and takes
  # the error for lying outside it.
  target_compile_options(barnabas_flags INTERFACE -Wno-tsan
    -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-maybe-uninitialized)
endif()

if(BARNABAS_HARDEN)
  # The OpenSSF compiler options guide, as far as GCC 12 has them.
  target_compile_options(barnabas_flags INTERFACE
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS
    -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
    -ffunction-sections -fdata-sections -fmacro-prefix-map=${CMAKE_SOURCE_DIR}/=)
  target_link_options(barnabas_flags INTERFACE
    -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed,--gc-sections,-O1,-s
    -static-libstdc++ -static-libgcc)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
endif()

if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  # Asio 1.22 does not recognise clang with libstdc++ as able to run coroutines.
  target_compile_definitions(barnabas_flags INTERFACE ASIO_HAS_CO_AWAIT ASIO_HAS_STD_COROUTINE)
endif()
