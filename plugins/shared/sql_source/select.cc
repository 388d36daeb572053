// SPDX-License-Identifier: Apache-2.0
#include "plugins/shared/sql_source/select.h"

#include <algorithm>

#include "etl/temporal.h"
#include "plugins/shared/sql_source/sql_text.h"

namespace etl::sql_source {
namespace {

using sql_dialect::Dialect;
using sql_dialect::QuoteIdentifier;
using sql_dialect::QuoteLiteral;

const BoundColumn* Find(const std::vector<BoundColumn>& columns, std::string_view name) {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const BoundColumn& column) {
    return column.field.name == name;
  });
  return found == columns.end() || !found->source ? nullptr : &*found;
}

std::string_view Operator(etl_predicate_op op) {
  switch (op) {
    case ETL_OP_EQ:
      return " = ";
    case ETL_OP_NE:
      return " <> ";
    case ETL_OP_LT:
      return " < ";
    case ETL_OP_LE:
      return " <= ";
    case ETL_OP_GT:
      return " > ";
    case ETL_OP_GE:
      return " >= ";
    default:
      return {};
  }
}

bool Pushes(const BoundColumn* column, const Rules& rules, const Predicate& predicate) {
  if (!column) return false;
  if (predicate.op == ETL_OP_IS_NULL || predicate.op == ETL_OP_IS_NOT_NULL)
    return rules.TestsNull(*column);
  if (predicate.values.empty()) return false;
  const bool equality = predicate.op == ETL_OP_EQ || predicate.op == ETL_OP_IN;
  if (!equality && (Operator(predicate.op).empty() || predicate.values.size() != 1)) return false;
  return std::all_of(predicate.values.begin(), predicate.values.end(), [&](const Value& value) {
    const Comparable comparable = rules.Compares(*column, value.type);
    const bool lower = predicate.op == ETL_OP_GT || predicate.op == ETL_OP_GE;
    return comparable == Comparable::kOrder || (equality && comparable == Comparable::kEquality) ||
           (lower && comparable == Comparable::kLowerBound);
  });
}

// Writes one statement; values as literals, or as numbered parameters beside it.
class Writer {
 public:
  Writer(Dialect dialect, const ParamLookup& param, Values values, Statement& out)
      : dialect_(dialect), param_(param), values_(values), out_(out) {}

  void Text(std::string_view text) { out_.text += text; }
  void Literal(const Value& value) {
    if (values_ == Values::kShape) return Text("?");
    if (values_ == Values::kLiterals) return Text(QuoteLiteral(dialect_, value));
    out_.values.push_back(value);
    out_.text += "?" + std::to_string(out_.values.size());
  }
  // The user's SQL, with values for its parameters. A comment at its end must not swallow what
  // follows.
  void UserSql(std::string_view sql, bool enclosed) {
    bool ends_in_comment = false;
    for (const SqlToken& token : Tokenize(dialect_, sql)) {
      if (token.kind == SqlToken::Kind::kParam)
        Literal(param_(token.text.substr(1)));
      else
        Text(token.text);
      ends_in_comment = token.kind == SqlToken::Kind::kComment;
    }
    if (enclosed && ends_in_comment) Text("\n");
  }
  void Column(const SourceColumn& column) {
    Text(column.read.empty() ? QuoteIdentifier(dialect_, column.field.name) : column.read);
  }
  void From(const SelectInput& input) {
    if (!input.table.empty()) return Text(" FROM " + input.table);
    Text(" FROM (");
    UserSql(input.query, true);
    Text(") AS q");
  }
  void Condition(const BoundColumn& column, const Predicate& predicate) {
    Text(QuoteIdentifier(dialect_, column.source->field.name));
    if (predicate.op == ETL_OP_IS_NULL) return Text(" IS NULL");
    if (predicate.op == ETL_OP_IS_NOT_NULL) return Text(" IS NOT NULL");
    if (predicate.op != ETL_OP_IN) {
      Text(Operator(predicate.op));
      return Literal(predicate.values.at(0));
    }
    Text(" IN (");
    for (std::size_t i = 0; i < predicate.values.size(); ++i) {
      if (i > 0) Text(", ");
      Literal(predicate.values[i]);
    }
    Text(")");
  }

  // One key is a list of values, several are row values.
  void Keys(const std::vector<std::string>& names, const KeySet& keys) {
    const bool several = names.size() > 1;
    if (!several && dialect_ == Dialect::kPostgres) return KeyArray(names[0], keys);
    Text(several ? "(" : "");
    for (std::size_t i = 0; i < names.size(); ++i) {
      Text(i > 0 ? ", " : "");
      Text(QuoteIdentifier(dialect_, names[i]));
    }
    // SQLite has no list of row values, but takes rows of a table in its place.
    const bool table = several && dialect_ == Dialect::kSqlite;
    Text(several ? (table ? ") IN (VALUES " : ") IN (") : " IN (");
    if (values_ == Values::kShape)
      Text(Format("{} key{}", keys.rows.size(), keys.rows.size() == 1 ? "" : "s"));
    else
      for (std::size_t row = 0; row < keys.rows.size(); ++row) KeyRow(keys.rows[row], row > 0);
    Text(")");
  }

 private:
  // PostgreSQL reads one array faster than a thousand literals. Its type is that of the values, but
  // for texts, which it takes as the column's own: char(n) has another equality.
  void KeyArray(const std::string& name, const KeySet& keys) {
    Text(QuoteIdentifier(dialect_, name) + " = ANY (");
    if (values_ == Values::kShape)
      return Text(Format("{} key{})", keys.rows.size(), keys.rows.size() == 1 ? "" : "s"));
    std::string elements, type;
    for (const std::vector<Value>& row : keys.rows) {
      elements += (elements.empty() ? "{" : ",") + ArrayElement(row[0]);
      if (type.empty() || row[0].type == ETL_VALUE_DECIMAL) type = ArrayType(row[0]);
    }
    Text(QuoteLiteral(dialect_, {ETL_VALUE_TEXT, 0, 0, elements + "}"}) + type + ")");
  }
  static std::string ArrayElement(const Value& value) {
    if (value.type == ETL_VALUE_INT) return std::to_string(value.integer);
    if (value.type == ETL_VALUE_BOOL) return value.integer ? "t" : "f";
    if (value.type == ETL_VALUE_DATE) return FormatDate(static_cast<std::int32_t>(value.integer));
    std::string out = "\"";
    for (const char c : value.text) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    return out + "\"";
  }
  static std::string ArrayType(const Value& value) {
    if (value.type == ETL_VALUE_INT) return "::int8[]";
    if (value.type == ETL_VALUE_BOOL) return "::bool[]";
    if (value.type == ETL_VALUE_DATE) return "::date[]";
    return value.type == ETL_VALUE_DECIMAL ? "::numeric[]" : "";
  }

  void KeyRow(const std::vector<Value>& row, bool comma) {
    Text(comma ? ", " : "");
    Text(row.size() > 1 ? "(" : "");
    for (std::size_t i = 0; i < row.size(); ++i) {
      Text(i > 0 ? ", " : "");
      Literal(row[i]);
    }
    Text(row.size() > 1 ? ")" : "");
  }

  Dialect dialect_;
  const ParamLookup& param_;
  Values values_;
  Statement& out_;
};

void WriteWhere(Writer& writer, const SelectInput& input, const std::vector<BoundColumn>& columns,
                const Scan& scan, const KeySet* keys) {
  std::string_view lead = " WHERE ";
  if (!input.where.empty()) {
    writer.Text(std::exchange(lead, " AND "));
    writer.Text("(");
    writer.UserSql(input.where, true);
    writer.Text(")");
  }
  for (const Predicate& predicate : scan.predicates) {
    const BoundColumn* column = Find(columns, predicate.column);
    if (!column) throw ConfigError("the source has no column {}", predicate.column);
    writer.Text(std::exchange(lead, " AND "));
    writer.Condition(*column, predicate);
  }
  if (!keys) return;
  std::vector<std::string> names;
  for (const std::string& name : keys->columns) {
    const BoundColumn* column = Find(columns, name);
    if (!column) throw ConfigError("the source has no column {}", name);
    names.push_back(column->source->field.name);
  }
  writer.Text(lead);
  writer.Keys(names, *keys);
}

void WriteOrder(Writer& writer, const std::vector<BoundColumn>& columns, const Relation& relation,
                const Rules& rules, const Scan& scan) {
  std::vector<std::string> terms;
  for (const OrderKey& key : scan.order) {
    const BoundColumn* column = Find(columns, key.column);
    terms.push_back(column ? rules.OrderTerm(*column, key) : std::string());
    if (terms.back().empty())
      throw EnvironmentError("the database can no longer sort by {}: its type has changed",
                             key.column)
          .Hint("run again");
  }
  if (scan.tie) terms.insert(terms.end(), relation.key.begin(), relation.key.end());
  for (std::size_t i = 0; i < terms.size(); ++i) {
    writer.Text(i == 0 ? " ORDER BY " : ", ");
    writer.Text(terms[i]);
  }
}

bool ReadsAsWritten(const std::vector<BoundColumn>& columns) {
  return std::all_of(columns.begin(), columns.end(), [](const BoundColumn& column) {
    return !column.source || column.source->read.empty();
  });
}

// A query runs as the user wrote it whenever it can: as a subquery it may be slower, and loses the
// order of its rows.
bool RunsAsWritten(const SelectInput& input, const std::vector<BoundColumn>& projected,
                   const Rules& rules, const Scan& scan) {
  if (!input.table.empty() || !input.where.empty()) return false;
  if (HasOwnOrder(rules.dialect(), input.query)) return true;
  return scan.predicates.empty() && scan.order.empty() && scan.limit < 0 &&
         ReadsAsWritten(projected);
}

void WriteQueryAsWritten(Writer& writer, const SelectInput& input,
                         const std::vector<BoundColumn>& projected, const Relation& relation,
                         Statement& out) {
  for (const BoundColumn& column : projected) {
    if (column.source && !column.source->read.empty())
      throw ConfigError("column {} is {}, which has to be converted, and the query runs as written",
                        column.field.name, column.source->field.sql_type)
          .Hint(column.source->hint.empty() ? "CAST it in the query" : column.source->hint);
    const auto found = std::find_if(
        relation.columns.begin(), relation.columns.end(), [&](const SourceColumn& source) {
          return column.source && source.field.name == column.source->field.name;
        });
    out.positions.push_back(
        found == relation.columns.end() ? -1 : static_cast<int>(found - relation.columns.begin()));
  }
  writer.UserSql(input.query, false);
}

}  // namespace

SelectInput InputOf(const SelectOptions& options, const Rules& rules,
                    const std::function<std::string(std::string_view)>& quote_table) {
  SelectInput input;
  input.where = options.where.value;
  if (!options.table.value.empty()) {
    input.table = quote_table(options.table.value);
  } else {
    try {
      input.query = TrimQuery(rules.dialect(), options.query.value);
    } catch (const ConfigError& error) {
      throw ConfigError("{}", error.what()).Option(options.query.node.get());
    }
  }
  return input;
}

Acceptance Accept(const SelectInput& input, const std::vector<BoundColumn>& columns,
                  const Relation& relation, const Rules& rules, const Scan& wanted) {
  Acceptance out;
  // A batch without columns could not say how many rows it has.
  out.columns = wanted.columns && !wanted.columns->empty();
  if (out.columns) out.scan.columns = wanted.columns;
  if (input.table.empty() && HasOwnOrder(rules.dialect(), input.query)) return out;
  for (std::size_t i = 0; i < wanted.predicates.size(); ++i) {
    const Predicate& predicate = wanted.predicates[i];
    if (!Pushes(Find(columns, predicate.column), rules, predicate)) continue;
    out.predicates.push_back(i);
    out.scan.predicates.push_back(predicate);
  }
  for (const OrderKey& key : wanted.order) {
    const BoundColumn* column = Find(columns, key.column);
    if (!column || rules.OrderTerm(*column, key).empty()) break;
    out.scan.order.push_back(key);
  }
  out.order = out.scan.order.size();
  out.tie = out.scan.tie = wanted.tie && !relation.key.empty();
  // The host still filters what predicates let through, and sorts what is not sorted here: only
  // where it does neither are the first rows here the first rows there.
  out.limit = wanted.limit >= 0 && wanted.predicates.empty() && out.order == wanted.order.size() &&
              out.tie == wanted.tie;
  if (out.limit) out.scan.limit = wanted.limit;
  return out;
}

Statement BuildSelect(const SelectInput& input, const std::vector<BoundColumn>& columns,
                      const Relation& relation, const Rules& rules, const Scan& accepted,
                      const ParamLookup& param, Values values, const KeySet* keys) {
  Statement out;
  Writer writer(rules.dialect(), param, values, out);
  const std::vector<BoundColumn> projected = Project(columns, accepted);
  if (!keys && RunsAsWritten(input, projected, rules, accepted)) {
    WriteQueryAsWritten(writer, input, projected, relation, out);
    return out;
  }
  int count = 0;
  for (const BoundColumn& column : projected) {
    out.positions.push_back(column.source ? count++ : -1);
    if (!column.source) continue;
    writer.Text(count == 1 ? "SELECT " : ", ");
    writer.Column(*column.source);
  }
  if (count == 0) writer.Text("SELECT 1");
  writer.From(input);
  WriteWhere(writer, input, columns, accepted, keys);
  WriteOrder(writer, columns, relation, rules, accepted);
  if (accepted.limit >= 0) writer.Text(Format(" LIMIT {}", accepted.limit));
  return out;
}

Statement BuildProbe(const SelectInput& input, const Rules& rules, const ParamLookup& param,
                     Values values) {
  Statement out;
  Writer writer(rules.dialect(), param, values, out);
  writer.Text("SELECT *");
  writer.From(input);
  writer.Text(" LIMIT 0");
  return out;
}

}  // namespace etl::sql_source
