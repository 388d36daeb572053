/* SPDX-License-Identifier: Apache-2.0 */
/* A source and a sink in plain C11 that see nothing of etl but the contract: counting rows out, and
 * rows into a text file that appears only on commit. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "etl/abi.h"

static etl_str str(const char* text) { return (etl_str){text, strlen(text)}; }

static int fail(etl_host* host, int code, const char* message) {
  etl_error error = {.size = sizeof error, .code = code, .message = str(message), .caret = -1, .row = -1};
  host->fail(host, &error);
  return code;
}

/* A NUL-terminated copy of an option's text; NULL when it is absent. */
static char* option_text(const etl_host* host, const etl_node* options, const char* name) {
  const etl_node* node = options ? host->node_get(options, str(name)) : NULL;
  if (!node) return NULL;
  etl_str text = host->node_text(node);
  char* copy = malloc(text.size + 1);
  if (!copy) return NULL;
  if (text.size) memcpy(copy, text.data, text.size);
  copy[text.size] = '\0';
  return copy;
}

/* ---- Arrow: two columns, "n" (64-bit integer) and "word" (text) ---- */

typedef struct schema_memory {
  struct ArrowSchema columns[2];
  struct ArrowSchema* children[2];
} schema_memory;

static void column_done(struct ArrowSchema* schema) { schema->release = NULL; }
static void schema_done(struct ArrowSchema* schema) {
  free(schema->private_data);
  schema->release = NULL;
}

static int make_schema(etl_host* host, struct ArrowSchema* out) {
  schema_memory* self = malloc(sizeof *self);
  if (!self) return fail(host, ETL_ENVIRONMENT_ERROR, "out of memory");
  self->columns[0] = (struct ArrowSchema){"l", "n", NULL, 0, 0, NULL, NULL, column_done, NULL};
  self->columns[1] = (struct ArrowSchema){"u",  "word",      NULL, ARROW_FLAG_NULLABLE, 0, NULL,
                                          NULL, column_done, NULL};
  for (int i = 0; i < 2; ++i) self->children[i] = &self->columns[i];
  *out = (struct ArrowSchema){"+s", "", NULL, 0, 2, self->children, NULL, schema_done, self};
  return ETL_OK;
}

enum { kBatchRows = 4 };

typedef struct batch {
  int64_t numbers[kBatchRows];
  int32_t offsets[kBatchRows + 1];
  char text[kBatchRows * 8];
  const void* buffers[3][3];
  struct ArrowArray columns[2];
  struct ArrowArray* children[2];
} batch;

static void child_done(struct ArrowArray* child) { child->release = NULL; }
static void batch_done(struct ArrowArray* array) {
  batch* self = array->private_data;
  for (int i = 0; i < 2; ++i)
    if (self->columns[i].release) self->columns[i].release(&self->columns[i]);
  free(self);
  array->release = NULL;
}

static batch* make_batch(int64_t first, int64_t rows, struct ArrowArray* out) {
  static const char* const kWords[] = {"zero", "one", "two"};
  batch* self = calloc(1, sizeof *self);
  if (!self) return NULL;
  for (int64_t i = 0; i < rows; ++i) {
    const char* word = kWords[(first + i) % 3];
    self->numbers[i] = first + i;
    memcpy(self->text + self->offsets[i], word, strlen(word));
    self->offsets[i + 1] = self->offsets[i] + (int32_t)strlen(word);
  }
  self->buffers[1][1] = self->numbers;
  self->buffers[2][1] = self->offsets;
  self->buffers[2][2] = self->text;
  for (int i = 0; i < 2; ++i) {
    self->columns[i] = (struct ArrowArray){rows, 0,    0,          2 + i, 0, self->buffers[1 + i],
                                           NULL, NULL, child_done, NULL};
    self->children[i] = &self->columns[i];
  }
  *out = (struct ArrowArray){rows,           0,    0,          1,   2, self->buffers[0],
                             self->children, NULL, batch_done, self};
  return self;
}

/* ---- Source ---- */

typedef struct source {
  etl_host* host;
  int64_t next, rows;
} source;

static int32_t source_describe(const etl_component* c, etl_host* host, const etl_node* options,
                               const etl_input* const* inputs, size_t count, etl_plan* plan) {
  (void)c, (void)options, (void)inputs, (void)count;
  struct ArrowSchema schema;
  if (make_schema(host, &schema)) return ETL_ENVIRONMENT_ERROR;
  plan->set_schema(plan, &schema);
  const etl_order_key key = {sizeof key, str("n"), 0, 0};
  const etl_order_key* const keys[] = {&key};
  plan->set_order(plan, keys, 1);
  return ETL_OK;
}

static int32_t source_create(const etl_component* c, etl_host* host, const etl_node* options,
                             const etl_scan* scan, void** instance) {
  (void)c, (void)scan;
  source* self = calloc(1, sizeof *self);
  if (!self) return fail(host, ETL_ENVIRONMENT_ERROR, "out of memory");
  char* rows = option_text(host, options, "rows");
  self->host = host;
  self->rows = rows ? strtoll(rows, NULL, 10) : 5;
  free(rows);
  *instance = self;
  return ETL_OK;
}

static int get_schema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  source* self = stream->private_data;
  return make_schema(self->host, out);
}
static int get_next(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  source* self = stream->private_data;
  if (self->host->cancelled(self->host)) return ETL_CANCELLED;
  const int64_t left = self->rows - self->next, rows = left < kBatchRows ? left : kBatchRows;
  out->release = NULL;
  if (rows <= 0) return ETL_OK;
  if (!make_batch(self->next, rows, out))
    return fail(self->host, ETL_ENVIRONMENT_ERROR, "out of memory");
  self->next += rows;
  return ETL_OK;
}
static const char* get_last_error(struct ArrowArrayStream* stream) {
  (void)stream;
  return NULL;
}
static void stream_done(struct ArrowArrayStream* stream) { stream->release = NULL; }

static int32_t open_source(void* instance, struct ArrowArrayStream* out) {
  *out = (struct ArrowArrayStream){get_schema, get_next, get_last_error, stream_done, instance};
  return ETL_OK;
}
static void source_destroy(void* instance) { free(instance); }
static void cancel_nothing(void* instance) { (void)instance; }

/* ---- Sink ---- */

typedef struct sink {
  etl_host* host;
  char *path, *temporary;
  FILE* file;
  int prepared;
} sink;

static int32_t sink_describe(const etl_component* c, etl_host* host, const etl_node* options,
                             const etl_input* const* inputs, size_t count, etl_plan* plan) {
  (void)c, (void)options, (void)plan;
  if (count != 1 || inputs[0]->schema->n_children != 2 ||
      strcmp(inputs[0]->schema->children[0]->format, "l") != 0 ||
      strcmp(inputs[0]->schema->children[1]->format, "u") != 0)
    return fail(host, ETL_CONFIG_ERROR, "this sink takes a bigint and a string");
  return ETL_OK;
}

static int32_t sink_create(const etl_component* c, etl_host* host, const etl_node* options,
                           const etl_scan* scan, void** instance) {
  (void)c, (void)scan;
  sink* self = calloc(1, sizeof *self);
  char* path = option_text(host, options, "path");
  char* temporary = path ? malloc(strlen(path) + 5) : NULL;
  if (!self || !temporary) {
    free(self), free(path);
    return fail(host, ETL_ENVIRONMENT_ERROR, "out of memory");
  }
  sprintf(temporary, "%s.tmp", path);
  *self = (sink){host, path, temporary, NULL, 0};
  *instance = self;
  return ETL_OK;
}

static int32_t open_sink(void* instance, const struct ArrowSchema* schema) {
  sink* self = instance;
  (void)schema;
  const int claimed = self->host->claim(self->host, str(self->path));
  if (claimed) return claimed;
  self->file = fopen(self->temporary, "w");
  return self->file ? ETL_OK : fail(self->host, ETL_ENVIRONMENT_ERROR, "cannot create the file");
}

static int32_t write_batch(void* instance, struct ArrowArray* array) {
  sink* self = instance;
  const struct ArrowArray *numbers = array->children[0], *words = array->children[1];
  const int64_t* n = (const int64_t*)numbers->buffers[1] + numbers->offset + array->offset;
  const int32_t* offsets = (const int32_t*)words->buffers[1] + words->offset + array->offset;
  const char* text = words->buffers[2];
  for (int64_t i = 0; i < array->length; ++i)
    fprintf(self->file, "%" PRId64 " %.*s\n", n[i], (int)(offsets[i + 1] - offsets[i]),
            text + offsets[i]);
  array->release(array);
  return ferror(self->file) ? fail(self->host, ETL_ENVIRONMENT_ERROR, "cannot write") : ETL_OK;
}

static int32_t prepare(void* instance, etl_text* token) {
  sink* self = instance;
  const int closed = fclose(self->file);
  self->file = NULL;
  if (closed != 0) return fail(self->host, ETL_ENVIRONMENT_ERROR, "cannot write");
  self->prepared = 1;
  token->set(token, str(self->path));
  return ETL_OK;
}

static void sink_destroy(void* instance) {
  sink* self = instance;
  if (self->file) fclose(self->file);
  if (!self->prepared) remove(self->temporary);
  free(self->temporary), free(self->path), free(self);
}

static int32_t settle(const etl_component* c, etl_host* host, const etl_node* options,
                      etl_str token, uint32_t decision) {
  (void)c, (void)options;
  char path[4096], temporary[4104];
  if (token.size >= sizeof path) return fail(host, ETL_INTERNAL_ERROR, "not a token of this sink");
  memcpy(path, token.data, token.size);
  path[token.size] = '\0';
  sprintf(temporary, "%s.tmp", path);
  FILE* there = fopen(temporary, "r");
  if (!there) return ETL_OK; /* settled before */
  fclose(there);
  if ((decision == ETL_COMMIT ? rename(temporary, path) : remove(temporary)) != 0)
    return fail(host, ETL_ENVIRONMENT_ERROR, "cannot publish or remove the file");
  return ETL_OK;
}

/* ---- What the library offers ---- */

static const etl_option kRows = {sizeof kRows, "rows", ETL_OPTION_INT, 0, "5", "How many.",
                                 NULL,         0,      NULL,           0};
static const etl_option kPath = {sizeof kPath,
                                 "path",
                                 ETL_OPTION_PATH,
                                 ETL_OPTION_REQUIRED | ETL_OPTION_BINDING,
                                 NULL,
                                 "File to write.",
                                 NULL,
                                 0,
                                 NULL,
                                 0};
static const etl_option* const kSourceOptions[] = {&kRows};
static const etl_option* const kSinkOptions[] = {&kPath};

static const etl_component kSource = {.size = sizeof kSource,
                                      .role = ETL_SOURCE,
                                      .name = "c_demo",
                                      .help = "Counts, in C.",
                                      .options = kSourceOptions,
                                      .option_count = 1,
                                      .describe = source_describe,
                                      .create = source_create,
                                      .destroy = source_destroy,
                                      .cancel = cancel_nothing,
                                      .open_source = open_source};
static const etl_component kSink = {.size = sizeof kSink,
                                    .role = ETL_SINK,
                                    .name = "c_demo",
                                    .help = "Writes a file, in C.",
                                    .options = kSinkOptions,
                                    .option_count = 1,
                                    .min_inputs = 1,
                                    .max_inputs = 1,
                                    .describe = sink_describe,
                                    .create = sink_create,
                                    .destroy = sink_destroy,
                                    .cancel = cancel_nothing,
                                    .open_sink = open_sink,
                                    .write = write_batch,
                                    .prepare = prepare,
                                    .settle = settle};

static const etl_component* const* components(const etl_host* host, size_t* count) {
  static const etl_component* const kAll[] = {&kSource, &kSink};
  (void)host;
  *count = 2;
  return kAll;
}

const etl_plugin etl_plugin_v1 = {
    sizeof etl_plugin_v1, ETL_ABI_MAJOR, ETL_ABI_MINOR, "c_demo", "1.0.0", components};
