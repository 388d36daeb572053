# SPDX-License-Identifier: Apache-2.0
# What holds rows: memory accounts, spill files, buffers, sorts.
find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)
find_library(XXHASH_LIBRARY xxhash REQUIRED)
find_path(LZ4_INCLUDE_DIR lz4.h REQUIRED)
find_library(LZ4_LIBRARY lz4 REQUIRED)

add_library(etl_memory STATIC
  heap_trim.cc memory_budget.cc step_times.cc spill_codec.cc spill_file.cc batch_buffer.cc order_verifier.cc
  sort/sort_key.cc sort/row_sorter.cc sort/sort_buffer.cc sort/sorted_run.cc sort/run_builder.cc sort/run_merge.cc
  sort/run_merger.cc sort/section_plan.cc sort/section_merge.cc sort/full_sort.cc sort/incremental_sort.cc sort/sorted_stream.cc)
target_include_directories(etl_memory PUBLIC "${PROJECT_SOURCE_DIR}/core")
target_include_directories(etl_memory SYSTEM PRIVATE "${XXHASH_INCLUDE_DIR}" "${LZ4_INCLUDE_DIR}")
target_link_libraries(etl_memory PUBLIC etl_sdk PRIVATE etl_build_options "${XXHASH_LIBRARY}" "${LZ4_LIBRARY}")

add_etl_test(etl_memory_test
  SOURCES heap_trim_test.cc memory_budget_test.cc spill_file_test.cc batch_buffer_test.cc order_verifier_test.cc
    sort/sorted_stream_test.cc compare_test.cc gather_test.cc builder_test.cc
  LIBRARIES etl_memory)
