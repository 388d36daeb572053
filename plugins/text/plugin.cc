// SPDX-License-Identifier: Apache-2.0
#include "etl/plugin.h"

#include "plugins/text/text_sink.h"
#include "plugins/text/text_source.h"

ETL_PLUGIN(text, "0.1.0") {
  plugin.Add<etl::text::TextSource>("text", "Reads text files, a row from each line.");
  plugin.Add<etl::text::TextSink>("text", "Writes rows as lines of a text file.");
}
