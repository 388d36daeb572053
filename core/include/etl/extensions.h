/* SPDX-License-Identifier: Apache-2.0 */
/* Optional powers of components, found by their id through etl_component.extension. */
#pragma once

#include "etl/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Of a sink with ETL_SINK_VOLATILE whose options say whether it commits in an open transaction or stages its rows, as
 * one of several modes: without this it always commits so. Where *out is 0 the host takes it for a sink without that
 * flag: it is settled with ETL_COMMIT, and its `commit` is not called. At plan time, no I/O. */
#define ETL_EXTENSION_VOLATILE_WITH "etl.volatile_with"

typedef struct etl_volatile_with {
  size_t size;
  int32_t (*is_volatile)(const etl_component*, etl_host*, const etl_node* options, int32_t* out);
} etl_volatile_with;

/* What lies behind a URL or the path of a file, for people who have no pipeline yet. Of a source. Everything is handed
 * over piece by piece, and is copied during the call. */
#define ETL_EXTENSION_DISCOVER "etl.discover"

/* Something that the source can read: a table, the records of a page, a file. */
typedef struct etl_found_table {
  size_t size;
  etl_str name;
  etl_str kind; /* "table", "view", "records", "file" */
  int64_t rows; /* about so many; -1: unknown */
} etl_found_table;

enum etl_found_flags {
  ETL_FOUND_NOT_NULL = 1,
  ETL_FOUND_OPTIONAL = 2 /* a record may lack it */
};

typedef struct etl_found_column {
  size_t size;
  etl_str name;
  etl_str type;   /* as a schema declares it; empty: nothing says, or it cannot be read */
  etl_str native; /* as the source itself calls it; may be empty */
  uint32_t flags; /* etl_found_flags */
  etl_str path;   /* JSON pointer within the record; empty: the name at the top */
  etl_str note;   /* what to know about it; may be empty */
} etl_found_column;

/* Columns that tell rows apart. */
typedef struct etl_found_key {
  size_t size;
  uint32_t primary; /* 0 or 1 */
  const etl_str* columns;
  size_t column_count;
} etl_found_key;

typedef struct etl_found_reference {
  size_t size;
  const etl_str* columns;
  etl_str table; /* by its name among those found */
  const etl_str* other_columns;
  size_t column_count;
} etl_found_reference;

typedef struct etl_discovery {
  size_t size;
  void* self;
  /* What follows, up to the next table, is about it. */
  void (*table)(struct etl_discovery*, const etl_found_table*);
  void (*column)(struct etl_discovery*, const etl_found_column*);
  void (*key)(struct etl_discovery*, const etl_found_key*);
  void (*reference)(struct etl_discovery*, const etl_found_reference*);
  /* An option of the source as a pipeline would say it; of a connection or an object "connection.url". Before the first
   * table: one that all of them need. Later ones win; an empty text takes one back. `secret` (0 or 1): never to be shown;
   * of one that is declared sensitive it is clear. */
  void (*option)(struct etl_discovery*, etl_str name, etl_str text, uint32_t secret);
  void (*note)(struct etl_discovery*, etl_str text);
} etl_discovery;

typedef struct etl_discover {
  size_t size;
  const char* const* schemes; /* "mysql", of mysql://host/database */
  size_t scheme_count;
  const char* const* endings; /* ".csv", of paths without a scheme */
  size_t ending_count;
  /* Turns a URL or path that it claims into options: no I/O. `password` may be empty; a URL's own is taken out of it and
   * becomes an option that is declared sensitive. Errors never repeat the URL. */
  int32_t (*options_for)(const etl_component*, etl_host*, etl_str url, etl_str password, etl_discovery* out);
  /* What is there. `options`: those of options_for, checked; required ones may be absent. With a table's name: that one alone.
   * ETL_CONFIG_ERROR: there is no such table; ETL_DATA_ERROR: there is nothing. */
  int32_t (*discover)(const etl_component*, etl_host*, const etl_node* options, etl_str table, etl_discovery* out);
} etl_discover;

/* Holds a step against the world before a run: `etl validate --connect`. Of any component. Nothing is written. */
#define ETL_EXTENSION_CHECK "etl.check"

typedef struct etl_check_report {
  size_t size;
  void* self;
  /* Everything that is wrong, one by one: ETL_CONFIG_ERROR for what the pipeline declares, ETL_ENVIRONMENT_ERROR for
   * the world. */
  void (*error)(struct etl_check_report*, const etl_error*);
  void (*warning)(struct etl_check_report*, const etl_error*);
  /* The world may give nulls in this column of a source. */
  void (*nullable)(struct etl_check_report*, etl_str column);
  /* What was looked at: "table user, about 1,200 rows, all 7 columns". Without one the step counts as unchecked. */
  void (*checked)(struct etl_check_report*, etl_str text);
} etl_check_report;

typedef struct etl_check {
  size_t size;
  /* `inputs` as in describe. An error that is returned counts as one more that was found. */
  int32_t (*check)(const etl_component*, etl_host*, const etl_node* options, const etl_input* const* inputs,
                   size_t input_count, etl_check_report* report);
} etl_check;

#ifdef __cplusplus
}
#endif
