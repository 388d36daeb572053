# SPDX-License-Identifier: Apache-2.0
# `cpack` in the build tree: a .deb for Debian 12, and a tarball that runs from wherever it is unpacked, where the
# libraries that the .deb depends on are installed. `./dev package` makes both.

set(CPACK_PACKAGE_NAME etl)
set(CPACK_PACKAGE_VENDOR "The etl authors")
set(CPACK_PACKAGE_CONTACT "The etl authors <etl@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "runs pipelines that join databases, APIs and files, all or nothing")
set(CPACK_PACKAGE_DESCRIPTION
  "etl runs pipelines that are written in YAML. Sources, transforms and sinks are plugins; rows flow as ordered
streams in a small fixed memory, whatever their number, and what a run writes is published all or nothing.
Databases (MySQL, PostgreSQL, SQLite), REST APIs and files (CSV, JSON, text) can be read and joined.")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_GENERATOR DEB TGZ)
set(CPACK_STRIP_FILES ON)
set(CPACK_OUTPUT_FILE_PREFIX packages)
string(TOLOWER "${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}" system)
set(CPACK_PACKAGE_FILE_NAME "etl-${PROJECT_VERSION}-${system}")

set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)  # what the program and each plugin are linked with
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates")  # for https
set(CPACK_PROJECT_CONFIG_FILE "${CMAKE_CURRENT_LIST_DIR}/EtlPackageOptions.cmake")

install(FILES LICENSE DESTINATION share/doc/etl RENAME copyright)
include(CPack)
