# SPDX-License-Identifier: Apache-2.0

# add_etl_plugin(NAME SOURCES file... [LIBRARIES target...] [TEST file...])
#
# Builds libetl_NAME.so into build/lib/etl and installs it to <prefix>/lib/etl. A plugin sees the SDK
# (core/include), its own folder, and the concepts under plugins/shared that it names in LIBRARIES.
# NAME is what a pipeline says in `use:`. TEST names unit tests beside the code. The sources are compiled once, as
# etl_plugin_NAME_objects, which further tests link too.
function(add_etl_plugin name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES;TEST" ${ARGN})
  add_library(etl_plugin_${name}_objects OBJECT ${arg_SOURCES})
  target_include_directories(etl_plugin_${name}_objects PUBLIC "${PROJECT_SOURCE_DIR}")
  target_link_libraries(etl_plugin_${name}_objects PUBLIC etl_sdk ${arg_LIBRARIES} PRIVATE etl_build_options)

  add_library(etl_plugin_${name} MODULE $<TARGET_OBJECTS:etl_plugin_${name}_objects>)
  set_target_properties(etl_plugin_${name} PROPERTIES
    OUTPUT_NAME etl_${name} PREFIX lib LINKER_LANGUAGE CXX
    LIBRARY_OUTPUT_DIRECTORY "${ETL_PLUGIN_OUTPUT_DIRECTORY}")
  target_link_libraries(etl_plugin_${name} PRIVATE etl_sdk etl_build_options ${arg_LIBRARIES})
  # Nothing of a static library that the plugin links may leak into the process.
  target_link_options(etl_plugin_${name} PRIVATE -Wl,--exclude-libs,ALL -Wl,--no-undefined)
  install(TARGETS etl_plugin_${name} LIBRARY DESTINATION lib/etl)
  if(ETL_BUILD_TESTS AND arg_TEST)
    add_etl_test(plugin_${name}_test SOURCES ${arg_TEST} LIBRARIES etl_plugin_${name}_objects)
  endif()
endfunction()
