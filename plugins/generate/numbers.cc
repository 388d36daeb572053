// SPDX-License-Identifier: Apache-2.0
#include "plugins/generate/numbers.h"

#include <limits>
#include <utility>

#include "etl/value_text.h"
#include "plugins/shared/number_text/write_number.h"

namespace etl::generate {
namespace {

using number_text::kMostNumberBytes;
constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
constexpr auto kMost = std::numeric_limits<std::int64_t>::max();

// Values of a fixed width. `Of`: row → T. `Write`: a value as text, returns its end.
template <typename T, typename Of, typename Write>
class FixedGenerator final : public Generator {
 public:
  FixedGenerator(Of of, Write write) : of_(std::move(of)), write_(std::move(write)) {}

  void Append(std::uint64_t first, std::int64_t count, ColumnBuilder& out) const override {
    T* room = out.AppendFixed<T>(count);
    for (std::int64_t i = 0; i < count; ++i) room[i] = of_(first + static_cast<std::uint64_t>(i));
  }
  bool AppendText(std::uint64_t row, std::string& out) const override {
    char text[kMostNumberBytes];
    out.append(text, write_(of_(row), text));
    return true;
  }

 private:
  Of of_;
  Write write_;
};

template <typename T, typename Of, typename Write>
GeneratorPointer Fixed(Of of, Write write) {
  return std::make_shared<FixedGenerator<T, Of, Write>>(std::move(of), std::move(write));
}

class BoolGenerator final : public Generator {
 public:
  BoolGenerator(Draws draws, double share) : draws_(draws), share_(share) {}

  void Append(std::uint64_t first, std::int64_t count, ColumnBuilder& out) const override {
    for (std::int64_t i = 0; i < count; ++i)
      out.AppendBool(At(first + static_cast<std::uint64_t>(i)));
  }
  bool AppendText(std::uint64_t row, std::string& out) const override {
    out += At(row) ? "true" : "false";
    return true;
  }

 private:
  bool At(std::uint64_t row) const { return Fraction(draws_.At(row)) < share_; }

  Draws draws_;
  double share_;
};

// `of(index)` makes a T of 0 to size - 1, drawn as the modifiers say.
template <typename T, typename Of, typename Write>
GeneratorPointer Discrete(const ColumnSpec& spec, std::uint64_t size, Of of, Write write) {
  const Draws draws(spec.Key());
  if (spec.unique()) {
    if (spec.skewed()) spec.Fail(0, "what is unique cannot be skewed");
    if (static_cast<std::uint64_t>(spec.rows()) > size)
      spec.Fail(0, "{} rows cannot be unique with {} different values", spec.rows(), size);
    return Fixed<T>(
        [=, p = Permutation(size, spec.Key())](std::uint64_t row) { return of(p.At(row)); }, write);
  }
  if (spec.skewed())
    return Fixed<T>(
        [=](std::uint64_t row) {
          const double u = Fraction(draws.At(row));
          return of(static_cast<std::uint64_t>(u * u * u * static_cast<double>(size)));
        },
        write);
  return Fixed<T>([=](std::uint64_t row) { return of(Below(draws.At(row), size)); }, write);
}

// How many values there are between two, both included.
std::uint64_t SizeOf(const ColumnSpec& spec, std::size_t i, Int128 least, Int128 most) {
  if (most < least)
    spec.FailAt(i, "{} is less than {}", Quoted(spec.argument(i).text), spec.argument(i - 1).text);
  if (most - least >= kMost) spec.FailAt(i, "the range holds more than 2^63 values");
  return static_cast<std::uint64_t>(most - least) + 1;
}

char* WriteInteger(std::int64_t value, char* out) { return number_text::WriteInteger(value, out); }

MadeColumn Integers(const ColumnSpec& spec, DataType type, std::int64_t least, std::int64_t most) {
  spec.Expect(2, 2, Format("{}(min, max)", spec.kind()));
  const std::int64_t from = spec.Integer(0, least, most), to = spec.Integer(1, least, most);
  const std::uint64_t size = SizeOf(spec, 1, from, to);
  const auto of = [from](std::uint64_t i) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(from) + i);
  };
  if (type.id == TypeId::kInt64)
    return {{spec.name(), type}, Discrete<std::int64_t>(spec, size, of, WriteInteger)};
  return {{spec.name(), type},
          Discrete<std::int32_t>(
              spec, size, [of](std::uint64_t i) { return static_cast<std::int32_t>(of(i)); },
              WriteInteger)};
}

MadeColumn Sequence(const ColumnSpec& spec) {
  spec.Expect(0, 2, "sequence(first, step)");
  spec.RefuseNull();
  spec.RefuseSkewed();
  const std::int64_t first = spec.size() > 0 ? spec.Integer(0, kLeast, kMost) : 1;
  const std::int64_t step = spec.size() > 1 ? spec.Integer(1, kLeast, kMost) : 1;
  if (step == 0) spec.FailAt(1, "a sequence does not stand still");
  const Int128 last = first + Int128{step} * (spec.rows() - 1);
  if (spec.rows() > 0 && (last < kLeast || last > kMost))
    spec.Fail(0, "{} values from {} in steps of {} are more than a bigint holds", spec.rows(),
              first, step);
  const auto of = [=](std::uint64_t row) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(first) +
                                     static_cast<std::uint64_t>(step) * row);
  };
  return {{spec.name(), Int64()}, Fixed<std::int64_t>(of, WriteInteger), step};
}

MadeColumn Decimals(const ColumnSpec& spec) {
  spec.Expect(4, 4, "decimal(precision, scale, min, max)");
  const int precision = static_cast<int>(spec.Integer(0, 1, 38));
  const int scale = static_cast<int>(spec.Integer(1, 0, precision));
  const Int128 from = spec.Decimal(2, precision, scale);
  const std::uint64_t size = SizeOf(spec, 3, from, spec.Decimal(3, precision, scale));
  return {{spec.name(), Decimal128(precision, scale)},
          Discrete<Int128>(
              spec, size, [from](std::uint64_t i) { return from + static_cast<Int128>(i); },
              [scale](Int128 value, char* out) {
                return number_text::WriteDecimal(value, scale, out);
              })};
}

MadeColumn Doubles(const ColumnSpec& spec) {
  spec.Expect(2, 2, Format("{}(min, max)", spec.kind()));
  spec.RefuseUnique();
  const double from = spec.Real(0), to = spec.Real(1);
  if (to < from) spec.FailAt(1, "{} is less than {}", to, from);
  const Draws draws(spec.Key());
  const bool skewed = spec.skewed();
  // Multiplied apart from the sum, so that no machine rounds it but twice.
  const auto of = [=](std::uint64_t row) {
    double u = Fraction(draws.At(row));
    if (skewed) u = u * u * u;
    const volatile double part = u * (to - from);
    return from + part;
  };
  return {{spec.name(), Float64()}, Fixed<double>(of, number_text::WriteDouble)};
}

MadeColumn Dates(const ColumnSpec& spec) {
  spec.Expect(2, 2, "date(first, last)");
  const std::int32_t from = spec.Date(0);
  const std::uint64_t size = SizeOf(spec, 1, from, spec.Date(1));
  return {{spec.name(), Date32()},
          Discrete<std::int32_t>(
              spec, size, [from](std::uint64_t i) { return from + static_cast<std::int32_t>(i); },
              number_text::WriteDate)};
}

// In whole seconds, as people write times.
MadeColumn Timestamps(const ColumnSpec& spec) {
  spec.Expect(2, 2, "timestamp(first, last)");
  bool utc = false, last_utc = false;
  const std::int64_t from = spec.Timestamp(0, &utc), to = spec.Timestamp(1, &last_utc);
  if (utc != last_utc) spec.FailAt(1, "one of the two has a zone, the other has none");
  const std::uint64_t size =
      SizeOf(spec, 1, 0, to < from ? -1 : (Int128{to} - from) / kMicrosPerSecond);
  return {{spec.name(), utc ? TimestampUtc() : Timestamp()},
          Discrete<std::int64_t>(
              spec, size,
              [from](std::uint64_t i) {
                return from + static_cast<std::int64_t>(i) * kMicrosPerSecond;
              },
              [utc](std::int64_t value, char* out) {
                return number_text::WriteTimestamp(value, utc, out);
              })};
}

MadeColumn Bools(const ColumnSpec& spec) {
  spec.Expect(0, 1, "bool(share of true)");
  spec.RefuseUnique();
  spec.RefuseSkewed();
  const double share = spec.size() > 0 ? spec.Real(0) : 0.5;
  if (share < 0 || share > 1) spec.FailAt(0, "{} is not between 0 and 1", share);
  return {{spec.name(), Bool()}, std::make_shared<BoolGenerator>(Draws(spec.Key()), share)};
}

}  // namespace

std::optional<MadeColumn> MakeNumber(const ColumnSpec& spec) {
  const std::string& kind = spec.kind();
  if (kind == "sequence") return Sequence(spec);
  if (kind == "int")
    return Integers(spec, Int32(), std::numeric_limits<std::int32_t>::min(),
                    std::numeric_limits<std::int32_t>::max());
  if (kind == "bigint" || kind == "ref") return Integers(spec, Int64(), kLeast, kMost);
  if (kind == "decimal") return Decimals(spec);
  if (kind == "double") return Doubles(spec);
  if (kind == "date") return Dates(spec);
  if (kind == "timestamp") return Timestamps(spec);
  if (kind == "bool") return Bools(spec);
  return std::nullopt;
}

}  // namespace etl::generate
