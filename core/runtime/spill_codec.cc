// SPDX-License-Identifier: Apache-2.0
#include "runtime/spill_codec.h"

#include <array>
#include <cstring>
#include <utility>
#include <vector>

namespace etl::runtime {
namespace {

constexpr std::int64_t kHasValidity = 1;

class Encoder {
 public:
  std::string Encode(const RecordBatch& batch) {
    PutInt(batch.num_rows());
    for (int i = 0; i < batch.num_columns(); ++i) PutColumn(batch.column(i));
    return std::move(out_);
  }

 private:
  void PutInt(std::int64_t value) {
    out_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void PutBytes(const void* data, std::size_t size) {
    if (size > 0) out_.append(static_cast<const char*>(data), size);
    out_.append((8 - size % 8) % 8, '\0');
  }
  // Bits from any offset on, moved to begin at bit 0.
  void PutBits(const void* buffer, std::int64_t offset, std::int64_t count) {
    const auto* bits = static_cast<const std::uint8_t*>(buffer) + offset / 8;
    const auto bytes = static_cast<std::size_t>((count + 7) / 8);
    const int shift = static_cast<int>(offset % 8);
    if (shift == 0) return PutBytes(bits, bytes);
    const auto available = static_cast<std::size_t>((shift + count + 7) / 8);
    std::vector<std::uint8_t> moved(bytes);
    for (std::size_t i = 0; i < bytes; ++i) {
      const int high = i + 1 < available ? bits[i + 1] << (8 - shift) : 0;
      moved[i] = static_cast<std::uint8_t>(bits[i] >> shift | high);
    }
    PutBytes(moved.data(), bytes);
  }
  void PutTexts(const Column& column) {
    const std::int64_t rows = column.length();
    const auto* offsets = column.values<std::int32_t>();
    const std::int32_t begin = offsets[0];
    std::vector<std::int32_t> rebased(static_cast<std::size_t>(rows) + 1);
    for (std::int64_t i = 0; i <= rows; ++i)
      rebased[static_cast<std::size_t>(i)] = offsets[i] - begin;
    PutBytes(rebased.data(), rebased.size() * sizeof(std::int32_t));
    const auto* bytes = static_cast<const char*>(column.array()->buffers[2]);
    PutBytes(bytes + begin, static_cast<std::size_t>(rebased.back()));
  }
  void PutColumn(const Column& column) {
    const std::int64_t rows = column.length();
    const DataType type = column.type();
    const bool has_validity = type.id != TypeId::kNull && column.may_have_nulls();
    PutInt(has_validity ? kHasValidity : 0);
    const auto* offsets = IsVariable(type) && rows > 0 ? column.values<std::int32_t>() : nullptr;
    PutInt(offsets ? offsets[rows] - offsets[0] : 0);
    if (rows == 0 || type.id == TypeId::kNull) return;
    const void* const* buffers = column.array()->buffers;
    if (has_validity) PutBits(buffers[0], column.offset(), rows);
    if (type.id == TypeId::kBool) return PutBits(buffers[1], column.offset(), rows);
    if (offsets) return PutTexts(column);
    const auto width = static_cast<std::size_t>(FixedWidth(type));
    PutBytes(
        static_cast<const char*>(buffers[1]) + static_cast<std::size_t>(column.offset()) * width,
        static_cast<std::size_t>(rows) * width);
  }

  std::string out_;
};

// What the columns of a decoded batch point into.
struct Decoded {
  std::shared_ptr<const std::uint64_t[]> bytes;
  std::vector<ArrowArray> arrays;
  std::vector<std::array<const void*, 3>> buffers;
};

class Decoder {
 public:
  Decoder(std::shared_ptr<const std::uint64_t[]> bytes, const Schema& schema)
      : schema_(schema), decoded_(std::make_shared<Decoded>()), at_(bytes.get()) {
    decoded_->bytes = std::move(bytes);
    decoded_->arrays.resize(static_cast<std::size_t>(schema.size()));
    decoded_->buffers.resize(static_cast<std::size_t>(schema.size()));
  }

  RecordBatch Decode() {
    rows_ = TakeInt();
    std::vector<Column> columns;
    for (int i = 0; i < schema_.size(); ++i)
      columns.push_back(TakeColumn(static_cast<std::size_t>(i), schema_[i].type));
    return RecordBatch(schema_, std::move(columns), rows_);
  }

 private:
  std::int64_t TakeInt() { return static_cast<std::int64_t>(*at_++); }
  const void* TakeBytes(std::int64_t size) { return std::exchange(at_, at_ + (size + 7) / 8); }
  Column TakeColumn(std::size_t i, DataType type) {
    static constexpr std::int32_t kNoOffsets[1] = {0};
    const bool has_validity = (TakeInt() & kHasValidity) != 0;
    const std::int64_t text = TakeInt();
    auto& buffers = decoded_->buffers[i];
    buffers = {nullptr, kNoOffsets, ""};
    const std::int64_t bits = (rows_ + 7) / 8;
    if (has_validity) buffers[0] = TakeBytes(bits);
    if (rows_ > 0 && type.id != TypeId::kNull) {
      if (type.id == TypeId::kBool)
        buffers[1] = TakeBytes(bits);
      else if (IsVariable(type))
        buffers[1] = TakeBytes((rows_ + 1) * 4), buffers[2] = TakeBytes(text);
      else
        buffers[1] = TakeBytes(rows_ * FixedWidth(type));
    }
    ArrowArray& array = decoded_->arrays[i];
    array = {};
    array.length = rows_;
    array.null_count = type.id == TypeId::kNull ? rows_ : has_validity ? -1 : 0;
    array.n_buffers = type.id == TypeId::kNull ? 0 : IsVariable(type) ? 3 : 2;
    array.buffers = buffers.data();
    return Column(type, &array, 0, rows_, decoded_);
  }

  const Schema& schema_;
  std::shared_ptr<Decoded> decoded_;
  const std::uint64_t* at_;
  std::int64_t rows_ = 0;
};

}  // namespace

std::string EncodeBatch(const RecordBatch& batch) { return Encoder().Encode(batch); }

RecordBatch DecodeBatch(std::shared_ptr<const std::uint64_t[]> bytes, const Schema& schema) {
  return Decoder(std::move(bytes), schema).Decode();
}

}  // namespace etl::runtime
