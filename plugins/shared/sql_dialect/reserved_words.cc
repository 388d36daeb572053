// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_dialect/reserved_words.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <unordered_set>

namespace etl::sql_dialect {
namespace {

// Reserved in MySQL 5.7 to 9 or in MariaDB, in its ORACLE mode too; and the functions whose name
// and parenthesis IGNORE_SPACE ties together, as in `CREATE TABLE count (`.
constexpr std::string_view kMysql = R"(
accessible add all alter analyze and as asc asensitive before between bigint binary blob body both by
call cascade case change char character check collate column condition constraint continue convert
create cross cube cume_dist current_date current_role current_time current_timestamp current_user
cursor database databases day_hour day_microsecond day_minute day_second dec decimal declare default
delayed delete delete_domain_id dense_rank desc describe deterministic distinct distinctrow div
do_domain_ids double drop dual each else elseif elsif empty enclosed escaped except exception exists
exit explain external false fetch first_value float float4 float8 for force foreign from fulltext
function general generated get goto grant group grouping groups having high_priority history
hour_microsecond hour_minute hour_second if ignore ignore_domain_ids ignore_server_ids in index infile
inner inout insensitive insert int int1 int2 int3 int4 int8 integer intersect interval into
io_after_gtids io_before_gtids is iterate join json_table key keys kill lag last_value lateral lead
leading leave left library like limit linear lines load localtime localtimestamp lock long longblob
longtext loop low_priority manual master_bind master_demote_to_replica master_demote_to_slave
master_heartbeat_period master_ssl_verify_server_cert
match maxvalue mediumblob mediumint mediumtext middleint minus minute_microsecond minute_second
mod modifies
natural no_write_to_binlog not nth_value ntile null numeric of offset on optimize optimizer_costs
option optionally or order others out outer outfile over package page_checksum parallel
parse_vcol_expr partition percent_rank period portion precision primary procedure purge qualify raise range
rank read read_write reads real recursive ref_system_id references regexp release rename repeat
replace require resignal restrict return returning revoke right rlike row row_number rownum rows
rowtype schema schemas second_microsecond select sensitive separator set show signal slow
smallint spatial specific sql sql_big_result sql_buffer_result sql_cache
sql_calc_found_rows sql_no_cache sql_small_result sqlexception
sqlstate sqlwarning ssl starting stats_auto_recalc stats_persistent stats_sample_pages stored
straight_join system system_time table tablesample terminated then tinyblob tinyint tinytext to
trailing trigger true undo union unique unlock unsigned update usage use using utc_date utc_time
utc_timestamp values varbinary varchar varcharacter varying vector versioning virtual when where
while window with without write xor year_month zerofill
adddate bit_and bit_or bit_xor cast count curdate curtime date_add date_sub extract group_concat
json_arrayagg json_objectagg max median mid min now percentile_cont percentile_disc position session_user
std stddev stddev_pop stddev_samp
subdate substr substring sum sysdate system_user trim var_pop var_samp variance
)";

// Every keyword, although most of them may stand bare: which ones depends on the version.
constexpr std::string_view kSqlite = R"(
abort action add after all alter always analyze and as asc attach autoincrement before begin between
by cascade case cast check collate column commit conflict constraint create cross current
current_date current_time current_timestamp database default deferrable deferred delete desc detach
distinct do drop each else end escape except exclude exclusive exists explain fail false filter first
following for foreign from full generated glob group groups having if ignore immediate in index
indexed initially inner insert instead intersect into is isnull join key last left like limit match
materialized natural no not nothing notnull null nulls of offset on or order others outer over
partition plan pragma preceding primary query raise range recursive references regexp reindex release
rename replace restrict returning right rollback row rows savepoint select set table temp temporary
then ties to transaction trigger true unbounded union unique update using vacuum values view virtual
when where window with within without
)";

// What PostgreSQL 10 to 17 do not take everywhere as a name, functions and types included.
constexpr std::string_view kPostgres = R"(
all analyse analyze and any array as asc asymmetric authorization between bigint binary bit
boolean both case cast char character check coalesce collate collation column concurrently
constraint create cross current_catalog current_date current_role current_schema current_time
current_timestamp current_user dec decimal default deferrable desc distinct do else end except
exists extract false fetch float for foreign freeze from full grant greatest group grouping having
ilike in initially inner inout int integer intersect interval into is isnull join json json_array
json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize
json_table json_value lateral leading least left like limit localtime localtimestamp merge_action
national natural nchar none normalize not notnull null nullif numeric offset on only or order out
outer overlaps overlay placing position precision primary real references returning right row
select session_user setof similar smallint some substring symmetric system_user table tablesample
then time timestamp to trailing treat trim true union unique user using values varchar variadic
verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest
xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
)";

using Words = std::unordered_set<std::string_view>;

Words Split(std::string_view text) {
  Words words;
  while (true) {
    const auto begin = text.find_first_not_of(" \n");
    if (begin == std::string_view::npos) return words;
    const auto end = text.find_first_of(" \n", begin);
    words.insert(text.substr(begin, end - begin));
    text.remove_prefix(end);
  }
}

const Words& WordsOf(Dialect dialect) {
  static const Words mysql = Split(kMysql), sqlite = Split(kSqlite), postgres = Split(kPostgres);
  switch (dialect) {
    case Dialect::kMysql:
      return mysql;
    case Dialect::kPostgres:
      return postgres;
    case Dialect::kSqlite:
      break;
  }
  return sqlite;
}

}  // namespace

bool IsReserved(Dialect dialect, std::string_view word) {
  std::string lower(word);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return WordsOf(dialect).contains(lower);
}

}  // namespace etl::sql_dialect
