/* SPDX-License-Identifier: Apache-2.0 */
/* The contract between the host and a plugin, in C.
 *
 * A plugin is a shared library that exports one data symbol, `etl_plugin_v1` (struct etl_plugin). Data crosses
 * as the Arrow C Data and C Stream Interface (https://arrow.apache.org/docs/format/CDataInterface.html).
 *
 * Rules that hold everywhere:
 *  - Structs begin with their size in bytes and grow only at their end; a slot that lies past `size` is absent.
 *    Arrays are arrays of pointers, so that an older plugin never indexes a newer, larger element wrongly.
 *  - Pointers passed into a call are borrowed for the duration of that call, unless said otherwise.
 *  - Whoever allocates releases. Text is UTF-8 with a length and no terminator; `const char*` is NUL-terminated
 *    and lives as long as the library.
 *  - No exception and no longjmp may cross. A function that fails calls etl_host.fail() once, then returns the
 *    same code. What it got from an input stream that failed it returns without reporting anything.
 *  - Calls on one instance never overlap, except `cancel`, which any thread may call at any time between
 *    `create` and `destroy`. A batch's `release` may run on any thread at any time.
 *  - Two instances share no state. Libraries are never unloaded.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ETL_ABI_MAJOR 1 /* differs: not loadable */
#define ETL_ABI_MINOR 2 /* a plugin's may be at most the host's */

/* ---- Arrow C Data and C Stream Interface, verbatim from the specification ---- */

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};
#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};
#endif

/* ---- Basics ---- */

typedef struct etl_str {
  const char* data; /* UTF-8; may be NULL when size is 0 */
  size_t size;      /* bytes */
} etl_str;

/* What every fallible function returns. The first four decide the exit code of a run. */
enum etl_status {
  ETL_OK = 0,
  ETL_DATA_ERROR = 1,        /* the data says no */
  ETL_CONFIG_ERROR = 2,      /* the pipeline file is wrong */
  ETL_ENVIRONMENT_ERROR = 3, /* the world is: host, credentials, TLS, timeout, disk */
  ETL_UNKNOWN_OUTCOME = 5,   /* a commit whose outcome is not known */
  ETL_INTERNAL_ERROR = 70,   /* a bug of the plugin */
  ETL_CANCELLED = 130        /* stopped because asked to; never reported with fail() */
};

enum etl_log_level { ETL_LOG_ERROR = 0, ETL_LOG_WARNING = 1, ETL_LOG_INFO = 2, ETL_LOG_DEBUG = 3 };

enum etl_role { ETL_SOURCE = 1, ETL_TRANSFORM = 2, ETL_SINK = 3 };

enum etl_value_type {
  ETL_VALUE_NULL = 0,
  ETL_VALUE_BOOL = 1,   /* integer: 0 or 1 */
  ETL_VALUE_INT = 2,    /* integer */
  ETL_VALUE_FLOAT = 3,  /* real */
  ETL_VALUE_TEXT = 4,   /* text */
  ETL_VALUE_DATE = 5,   /* integer: days since 1970-01-01 */
  ETL_VALUE_DECIMAL = 6 /* text: digits with a point, exact */
};

typedef struct etl_value {
  size_t size;
  uint32_t type; /* etl_value_type */
  int64_t integer;
  double real;
  etl_str text;
} etl_value;

/* A text that the callee fills: call set() at most once; the bytes are copied. */
typedef struct etl_text {
  size_t size;
  void* self;
  void (*set)(struct etl_text*, etl_str);
} etl_text;

/* ---- Options: declared once as data ---- */

enum etl_option_type {
  ETL_OPTION_STRING = 1,
  ETL_OPTION_INT = 2,
  ETL_OPTION_FLOAT = 3,
  ETL_OPTION_BOOL = 4,
  ETL_OPTION_PATH = 5,           /* relative to the working directory */
  ETL_OPTION_DURATION = 6,       /* "1500ms", "30s", "5min", "2h"; reaches the plugin as milliseconds */
  ETL_OPTION_BYTES = 7,          /* "64MiB", "1kB", "512"; reaches the plugin as bytes */
  ETL_OPTION_LIST = 8,           /* sequence of scalars; one scalar counts as a list of one */
  ETL_OPTION_MAP = 9,            /* mapping of scalars, order kept */
  ETL_OPTION_OBJECT = 10,        /* mapping with declared `fields` */
  ETL_OPTION_SCHEMA = 11,        /* name: type, or name: {type: ..., optional: ...} */
  ETL_OPTION_CONNECTION = 12,    /* the step's `connection:`; its keys are declared as `fields` */
  ETL_OPTION_EXPRESSION = 13,    /* $param inside, `${}` refused */
  ETL_OPTION_EXPRESSION_MAP = 14, /* name: expression, order kept */
  ETL_OPTION_SQL = 15 /* :param inside, `${}` refused */
};

enum etl_option_flags {
  ETL_OPTION_REQUIRED = 1,
  ETL_OPTION_SENSITIVE = 2, /* never shown; masked wherever its value turns up */
  ETL_OPTION_BINDING = 4    /* a dataset may set it: it says where the data is, not what the pipeline means */
};

typedef struct etl_option {
  size_t size;
  const char* name;
  uint32_t type;            /* etl_option_type */
  uint32_t flags;           /* etl_option_flags */
  const char* default_text; /* as it would stand in YAML; NULL: none */
  const char* help;         /* one line */
  const char* const* values;
  size_t value_count; /* 0: any value */
  const struct etl_option* const* fields;
  size_t field_count;
} etl_option;

/* A checked option tree. Nodes live as long as the instance (or the call of describe, offer, settle) they were
 * given to. Defaults are not filled in; an absent option is NULL. */
typedef struct etl_node etl_node;

enum etl_node_kind { ETL_NODE_NULL = 0, ETL_NODE_SCALAR = 1, ETL_NODE_SEQUENCE = 2, ETL_NODE_MAPPING = 3 };

/* ---- Order and plan ---- */

/* One key of an order. The comparison is canonical: integers by value, text by UTF-8 bytes, false < true,
 * -0 = 0, NaN last; see docs/order.md. */
typedef struct etl_order_key {
  size_t size;
  etl_str column;
  uint32_t descending; /* 0 or 1 */
  uint32_t nulls_last; /* 0 (the default) or 1 */
} etl_order_key;

/* What a transform or sink is given at plan time, one per input. */
typedef struct etl_input {
  size_t size;
  etl_str name; /* the step's name */
  const struct ArrowSchema* schema;
  const etl_order_key* const* order; /* as the stream is now, before any sort that the step asks for */
  size_t order_count;
} etl_input;

enum etl_kind {
  ETL_KIND_ROWWISE = 1, /* each output row depends on one input row; keeps order */
  ETL_KIND_BY_KEY = 2,  /* works group by group on ordered input */
  ETL_KIND_WHOLE = 3    /* needs all of its input before the first row */
};

enum etl_predicate_op {
  ETL_OP_EQ = 1,
  ETL_OP_NE = 2,
  ETL_OP_LT = 3,
  ETL_OP_LE = 4,
  ETL_OP_GT = 5,
  ETL_OP_GE = 6,
  ETL_OP_IN = 7,
  ETL_OP_IS_NULL = 8,
  ETL_OP_IS_NOT_NULL = 9
};

/* `column op values`, one conjunct of a filter. */
typedef struct etl_predicate {
  size_t size;
  etl_str column;
  uint32_t op; /* etl_predicate_op */
  const etl_value* const* values;
  size_t value_count;
} etl_predicate;

/* Rows of one input that another input makes superfluous; see allow_reduction. */
typedef struct etl_reduction {
  size_t size;
  size_t input, other;
  const etl_str* columns;       /* of `input` ... */
  const etl_str* other_columns; /* ... and those of `other` that they are compared with */
  size_t column_count;
  etl_str metric; /* in which such a row counts */
} etl_reduction;

/* Where `describe` writes its answer. */
typedef struct etl_plan {
  size_t size;
  void* self;
  /* Moves *schema. A source that cannot know its schema without I/O does not call it. */
  void (*set_schema)(struct etl_plan*, struct ArrowSchema* schema);
  /* The order of the output. Not called: rowwise steps keep their input's, others have none. */
  void (*set_order)(struct etl_plan*, const etl_order_key* const* keys, size_t count);
  /* The order that input number `input` must have. */
  void (*require_order)(struct etl_plan*, size_t input, const etl_order_key* const* keys, size_t count);
  void (*set_kind)(struct etl_plan*, uint32_t kind);
  /* Bytes without which the step cannot work, beyond the batches in flight. */
  void (*set_minimum_memory)(struct etl_plan*, int64_t bytes);
  /* Output column `output` depends on column `column` of input `input`; output (size_t)-1: every row does. Once
   * any is given, input columns never named are not needed and may be dropped at the source. */
  void (*add_lineage)(struct etl_plan*, size_t output, size_t input, etl_str column);
  /* A conjunct that every output row satisfies: a source may use it to send fewer rows. Input 0 only. */
  void (*add_predicate)(struct etl_plan*, const etl_predicate* predicate);
  /* A line for `etl explain`. */
  void (*add_note)(struct etl_plan*, etl_str text);
  /* Since 1.2. A row of `input` whose `columns` together equal `other_columns` of no row of `other` (a null equals
   * nothing) changes nothing but that it counts in the metric: the host may drop some of these rows before they are
   * sorted, and then counts them itself. */
  void (*allow_reduction)(struct etl_plan*, const etl_reduction*);
} etl_plan;

/* What the host would like of a source, or (in `create`) what the source accepted of it. */
typedef struct etl_scan {
  size_t size;
  const etl_str* columns; /* NULL: all */
  size_t column_count;
  const etl_predicate* const* predicates;
  size_t predicate_count;
  const etl_order_key* const* order;
  size_t order_count;
  uint32_t tie;  /* 1: rows equal in `order` must come in the order of a unique key */
  int64_t limit; /* rows; -1: all */
  etl_str snapshot; /* since 1.1; in `create`: what set_snapshot was given */
} etl_scan;

/* Where `offer` writes its answer. What is not accepted the host does itself. A pushed predicate may only let too
 * many rows through: the host applies it again, exactly. An accepted order is verified on every row. */
typedef struct etl_offer {
  size_t size;
  void* self;
  void (*set_schema)(struct etl_offer*, struct ArrowSchema* schema); /* moved; with the accepted columns only */
  void (*accept_columns)(struct etl_offer*);
  void (*accept_predicate)(struct etl_offer*, size_t index);
  void (*accept_order)(struct etl_offer*, size_t prefix); /* the first `prefix` keys */
  void (*accept_tie)(struct etl_offer*);
  void (*accept_limit)(struct etl_offer*);
  void (*set_estimate)(struct etl_offer*, int64_t rows);
  void (*set_explain)(struct etl_offer*, etl_str text); /* the exact SQL or URL */
  /* Since 1.1. The rows can be read in `count` parts, which one after the other are the whole: see open_split. */
  void (*set_splits)(struct etl_offer*, int64_t count);
  /* Since 1.1. What the data looked like when the offer was made (sizes, times): the instances get it, and can tell
   * that it has changed since. Any bytes, no secrets. */
  void (*set_snapshot)(struct etl_offer*, etl_str snapshot);
} etl_offer;

/* ---- Host services ---- */

typedef struct etl_error {
  size_t size;
  int32_t code;     /* etl_status */
  etl_str message;  /* what, where, why; one line, values last */
  etl_str hint;     /* what to do; may be empty */
  const etl_node* option; /* the option that is to blame, or NULL */
  int64_t caret;    /* byte offset into that option's text; -1: none */
  int64_t row;      /* 0-based row of the stream; -1: unknown */
  etl_str column;   /* name; may be empty */
  etl_str position; /* "page 7, record 12"; may be empty */
  etl_str data;     /* since 1.2; for reject(): the row as it was read, as text; may be empty */
} etl_error;

/* Batches kept for later: append, then read back any number of times. The host spills it to disk, checksums it
 * and removes it. Calls on one buffer never overlap with each other; its streams may be read on other threads once
 * appending has ended. */
typedef struct etl_buffer {
  size_t size;
  void* self;
  int32_t (*append)(struct etl_buffer*, struct ArrowArray* batch); /* moved */
  int32_t (*read)(struct etl_buffer*, struct ArrowArrayStream* out);
  int32_t (*clear)(struct etl_buffer*);
  void (*release)(struct etl_buffer*);
} etl_buffer;

/* One per step. All functions may be called from any thread. */
typedef struct etl_host {
  size_t size;
  uint32_t abi_major, abi_minor;
  void* self;
  etl_str step;        /* name of the step */
  int64_t batch_rows;  /* aim for at most so many rows ... */
  int64_t batch_bytes; /* ... and about so many bytes in a batch */

  uint32_t (*node_kind)(const etl_node*);
  size_t (*node_size)(const etl_node*);                    /* items or entries */
  const etl_node* (*node_at)(const etl_node*, size_t);     /* item or entry's value */
  etl_str (*node_key)(const etl_node*, size_t);            /* entry's key */
  const etl_node* (*node_get)(const etl_node*, etl_str);   /* NULL: absent */
  etl_str (*node_text)(const etl_node*);                   /* checked and in the form of its declared type */
  int32_t (*node_line)(const etl_node*);
  int32_t (*node_column)(const etl_node*);

  /* The typed value of a pipeline parameter, for `$name` in expressions and `:name` in SQL. Its text lives as long
   * as the options. ETL_CONFIG_ERROR: no such parameter, or not set (reported by the host). */
  int32_t (*param)(struct etl_host*, etl_str name, etl_value* out);

  void (*log)(struct etl_host*, uint32_t level, etl_str message);
  void (*fail)(struct etl_host*, const etl_error* error);
  int32_t (*cancelled)(struct etl_host*); /* 1 once the run is stopping */
  void (*mask)(struct etl_host*, etl_str text, etl_text* out); /* known secrets replaced */
  void (*metric)(struct etl_host*, etl_str name, int64_t delta); /* "queries", "requests", "bytes", ... */

  /* Asks for (or, negative, gives back) planned memory in bytes; never blocks. 1: granted, 0: refused. */
  int32_t (*try_memory)(struct etl_host*, int64_t bytes);
  int32_t (*new_buffer)(struct etl_host*, const struct ArrowSchema* schema, etl_buffer** out);

  /* Writes a token to the run's journal before the sink creates anything outside of the process. If the run dies,
   * settle(token, abort) is called by the next one. */
  int32_t (*claim)(struct etl_host*, etl_str token);
  etl_str run_id; /* unique to the run; safe in file names */

  const void* (*extension)(struct etl_host*, const char* id); /* optional powers; NULL: none */

  /* The names of the steps that an instance reads, in order; none for a source, and while planning (etl_input has
   * them). */
  const etl_str* inputs;
  size_t input_count;

  /* A text for the run's report, such as the DDL or the sample that a sink writes; the last one of a media type counts. */
  void (*artifact)(struct etl_host*, etl_str media_type, etl_str content);

  /* Since 1.2. A row that cannot be used. ETL_OK: it is kept among the step's rejects (`on_error: reject`), and the
   * step goes on without it. Anything else: it counts as fail(), and the code is to be returned. */
  int32_t (*reject)(struct etl_host*, const etl_error* error);
  /* Since 1.2. A statement or request for data that was sent, without secrets, and the time until its first answer,
   * for the profile of a run. It counts nothing: that is metric()'s. */
  void (*statement)(struct etl_host*, etl_str text, int64_t microseconds);
} etl_host;

/* ---- Components ---- */

enum etl_decision { ETL_ABORT = 0, ETL_COMMIT = 1 };

enum etl_component_flags {
  ETL_SINK_VOLATILE = 1, /* what it prepared dies with its process (an open transaction): see `commit` */
  /* Since 1.2. Its tokens are settled with the options of its step only: they say how to get at a server. */
  ETL_SINK_SETTLES_WITH_OPTIONS = 2
};

/* A source, transform or sink. All slots are required, unless said otherwise. */
typedef struct etl_component {
  size_t size;
  uint32_t role;  /* etl_role */
  uint32_t flags; /* etl_component_flags */
  const char* name;
  const char* help; /* one line */
  const etl_option* const* options;
  size_t option_count;
  size_t min_inputs, max_inputs; /* sources: 0 */
  const void* self;              /* the plugin's own */

  /* Plan time, no I/O. May be called many times. */
  int32_t (*describe)(const struct etl_component*, etl_host*, const etl_node* options,
                      const etl_input* const* inputs, size_t input_count, etl_plan* plan);
  /* Sources only; NULL: accepts nothing. May connect. Called once per run or explain, after describe. */
  int32_t (*offer)(const struct etl_component*, etl_host*, const etl_node* options, const etl_scan* wanted,
                   etl_offer* offer);

  /* `host` and `options` outlive the instance. `scan` is for sources, else NULL. */
  int32_t (*create)(const struct etl_component*, etl_host* host, const etl_node* options, const etl_scan* scan,
                    void** instance);
  void (*destroy)(void* instance); /* a sink that was not prepared removes what it made */
  void (*cancel)(void* instance);  /* any thread; makes a blocked call return soon */

  int32_t (*open_source)(void* instance, struct ArrowArrayStream* out);
  void (*locate)(void* instance, int64_t row, etl_text* out); /* optional; on the stream's thread */

  /* Moves the inputs. */
  int32_t (*open_transform)(void* instance, struct ArrowArrayStream* const* inputs, size_t input_count,
                            struct ArrowArrayStream* out);

  int32_t (*open_sink)(void* instance, const struct ArrowSchema* schema);
  int32_t (*write)(void* instance, struct ArrowArray* batch); /* moved */
  /* Everything is written and synced, nothing published. The token says what settle() must publish or remove. */
  int32_t (*prepare)(void* instance, etl_text* token);
  /* Publishes or removes what a token names. Works without an instance, in another process, and twice. `options` is
   * NULL when a run is recovered without its pipeline. */
  int32_t (*settle)(const struct etl_component*, etl_host*, const etl_node* options, etl_str token,
                    uint32_t decision);

  const void* (*extension)(const struct etl_component*, const char* id); /* optional; may be NULL */

  /* Since 1.1, optional; sources only. In place of open_source: part number `split` (0-based) of those that the offer
   * named. The host may create several instances and read different parts at the same time; an instance reads one
   * part at a time, in ascending order, and none twice. `locate` then counts rows within the part. */
  int32_t (*open_split)(void* instance, int64_t split, struct ArrowArrayStream* out);

  /* Since 1.2; required of sinks with ETL_SINK_VOLATILE, which are not settled with ETL_COMMIT. Called once on the prepared
   * instance, after all other sinks have prepared: makes what was written permanent, together with a mark that names
   * the token. This is the run's decision. ETL_UNKNOWN_OUTCOME: the answer was lost; the host asks `committed`. */
  int32_t (*commit)(void* instance);
  /* Since 1.2; required of sinks with ETL_SINK_VOLATILE. Whether that transaction was committed: *out is 1 or 0. Works
   * without an instance, in another process, and any number of times. */
  int32_t (*committed)(const struct etl_component*, etl_host*, const etl_node* options, etl_str token,
                       int32_t* out);
} etl_component;

typedef struct etl_plugin {
  size_t size;
  uint32_t abi_major, abi_minor;
  const char* name;    /* libetl_<name>.so */
  const char* version; /* the plugin's own */
  /* Called after the checks, once. The table lives as long as the library. */
  const etl_component* const* (*components)(const etl_host* host, size_t* count);
} etl_plugin;

#if defined(_WIN32)
#define ETL_EXPORT __declspec(dllexport)
#else
#define ETL_EXPORT __attribute__((visibility("default")))
#endif

#define ETL_PLUGIN_SYMBOL "etl_plugin_v1"
extern ETL_EXPORT const etl_plugin etl_plugin_v1;

#ifdef __cplusplus
}
#endif
