# SPDX-License-Identifier: Apache-2.0
# How everything of ours is compiled: standard, warnings, sanitizers, where the results go.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# The installed tree has the same shape as the build tree, so that the program finds its plugins
# relative to itself in both: <prefix>/bin/etl and <prefix>/lib/etl/libetl_*.so.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(ETL_PLUGIN_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib/etl")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()

# Linked by every target of ours; third-party headers are SYSTEM and stay quiet.
add_library(etl_build_options INTERFACE)
target_compile_options(etl_build_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Werror
  # GCC 12 sees overlaps in std::string that are not there (its bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Woverloaded-virtual>
  -fstack-protector-strong)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC bug 105651: with optimisation, `"x" + std::string` is taken for an overlapping copy.
  target_compile_options(etl_build_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
endif()
target_link_options(etl_build_options INTERFACE -Wl,-z,relro,-z,now -Wl,--as-needed)
if(ETL_SANITIZE)
  target_compile_options(etl_build_options INTERFACE
    -fsanitize=${ETL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  target_link_options(etl_build_options INTERFACE -fsanitize=${ETL_SANITIZE})
else()
  target_compile_options(etl_build_options INTERFACE "$<$<CONFIG:Release>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
endif()
