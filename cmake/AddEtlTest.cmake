# SPDX-License-Identifier: Apache-2.0

# add_etl_test(NAME SOURCES file... [LIBRARIES target...] [TIMEOUT seconds])
#
# One GoogleTest program, registered with ctest as one test. It is not part of the default build: `./dev test`
# builds it, and so does `ninja etl_tests tests/all`. Under sanitizers TIMEOUT counts four times.
if(ETL_BUILD_TESTS)
  add_custom_target(etl_tests)
endif()

function(add_etl_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT ETL_BUILD_TESTS)
    return()
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  if(ETL_SANITIZE)
    math(EXPR arg_TIMEOUT "4 * ${arg_TIMEOUT}")
  endif()
  add_executable(${name} EXCLUDE_FROM_ALL ${arg_SOURCES})
  add_dependencies(etl_tests ${name})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE etl_build_options ${arg_LIBRARIES} GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT})
endfunction()
