// SPDX-License-Identifier: Apache-2.0
#include "arrow/stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

#include "arrow/raw_array.h"
#include "etl/record_batch_builder.h"
#include "etl/stream.h"

namespace etl::arrow {
namespace {

using ::testing::HasSubstr;
using testing::live_arrays;
using testing::MakeSchema;
using testing::Packed;
using testing::RawColumn;

RawColumn Shorts(std::int64_t length = 2) {
  return {"s", length, {std::nullopt, Packed<std::int16_t>({7, 8})}};
}

// A stream as a plugin in C would write it.
struct Scripted {
  std::function<int(ArrowSchema*)> schema = [](ArrowSchema* out) {
    *out = MakeSchema({Shorts()});
    return 0;
  };
  std::function<int(ArrowArray*)> next = [](ArrowArray*) { return 0; };
  const char* last_error = nullptr;
  int* released = nullptr;

  ArrowArrayStream Make() const {
    const auto of = [](ArrowArrayStream* s) { return static_cast<Scripted*>(s->private_data); };
    static auto self = of;
    return {[](ArrowArrayStream* s, ArrowSchema* out) { return self(s)->schema(out); },
            [](ArrowArrayStream* s, ArrowArray* out) { return self(s)->next(out); },
            [](ArrowArrayStream* s) { return self(s)->last_error; },
            [](ArrowArrayStream* s) {
              if (self(s)->released) ++*self(s)->released;
              delete self(s);
              s->release = nullptr;
            },
            new Scripted(*this)};
  }
};

TEST(PluginStreamTest, SkipsEmptyBatchesAndEnds) {
  int released = 0, call = 0;
  Scripted script;
  script.released = &released;
  script.next = [&call](ArrowArray* out) {
    const std::int64_t lengths[] = {0, 2, 0, 1};
    if (call < 4) *out = testing::MakeBatch({Shorts()}, lengths[call]);
    ++call;
    return 0;
  };
  ArrowArrayStream raw = script.Make();
  {
    PluginStream stream(&raw);
    EXPECT_EQ(raw.release, nullptr);
    EXPECT_EQ(stream.schema(), Schema({{"x", Int32()}}));
    EXPECT_EQ(stream.Next()->column(0).Int32At(1), 8);
    PluginStream moved(std::move(stream));
    EXPECT_EQ(moved.Next()->num_rows(), 1);
    EXPECT_EQ(moved.rows(), 3);
    EXPECT_FALSE(moved.Next());
    moved.Close();
    EXPECT_EQ(released, 1);
    EXPECT_FALSE(moved.Next());
  }
  EXPECT_EQ(released, 1);
  EXPECT_EQ(live_arrays, 0);
}

TEST(PluginStreamTest, AStatusIsThrownWithItsText) {
  Scripted script;
  script.next = [](ArrowArray*) { return int{ETL_ENVIRONMENT_ERROR}; };
  script.last_error = "the cable is cut";
  ArrowArrayStream raw = script.Make();
  PluginStream stream(&raw);
  try {
    stream.Next();
    ADD_FAILURE();
  } catch (const StreamFailed& failed) {
    EXPECT_EQ(failed.raw_status(), 3);
    EXPECT_EQ(failed.status(), ETL_ENVIRONMENT_ERROR);
    EXPECT_EQ(failed.last_error(), "the cable is cut");
  }
}

TEST(PluginStreamTest, AnErrnoIsAnInternalError) {
  int released = 0;
  Scripted script;
  script.released = &released;
  script.schema = [](ArrowSchema*) { return 5; };  // EIO; not an unknown outcome of a commit
  ArrowArrayStream raw = script.Make();
  try {
    PluginStream stream(&raw);
    ADD_FAILURE();
  } catch (const StreamFailed& failed) {
    EXPECT_EQ(failed.raw_status(), 5);
    EXPECT_EQ(failed.status(), ETL_INTERNAL_ERROR);
    EXPECT_STREQ(failed.what(), "a stream failed with status 5");
  }
  EXPECT_EQ(released, 1);
}

TEST(PluginStreamTest, ExceptionsThatCrossAreCaught) {
  Scripted script;
  script.next = [](ArrowArray*) -> int { throw std::runtime_error("oops"); };
  ArrowArrayStream raw = script.Make();
  PluginStream stream(&raw);
  try {
    stream.Next();
    ADD_FAILURE();
  } catch (const PluginFault& fault) {
    EXPECT_THAT(fault.what(), HasSubstr("out of get_next: oops"));
  }
  script.schema = [](ArrowSchema*) -> int { throw 42; };
  raw = script.Make();
  EXPECT_THROW(PluginStream{&raw}, PluginFault);
}

TEST(PluginStreamTest, BrokenStreamsAreRefusedAndReleased) {
  ArrowArrayStream nothing{};
  EXPECT_THROW(PluginStream{&nothing}, PluginFault);
  int released = 0;
  Scripted script;
  script.released = &released;
  ArrowArrayStream raw = script.Make();
  raw.get_next = nullptr;
  EXPECT_THROW(PluginStream{&raw}, PluginFault);
  script.schema = [](ArrowSchema*) { return 0; };  // sets nothing
  raw = script.Make();
  EXPECT_THROW(PluginStream{&raw}, PluginFault);
  script.schema = [](ArrowSchema* out) {
    *out = MakeSchema({RawColumn{"+l", 0, {}}});
    return 0;
  };
  raw = script.Make();
  EXPECT_THROW(PluginStream{&raw}, ConfigError);
  EXPECT_EQ(released, 3);
}

TEST(PluginStreamTest, ABatchOfAnotherShape) {
  Scripted script;
  script.next = [](ArrowArray* out) {
    *out = testing::MakeBatch({Shorts(), Shorts()}, 2);
    return 0;
  };
  ArrowArrayStream raw = script.Make();
  PluginStream stream(&raw);
  EXPECT_THROW(stream.Next(), PluginFault);
  EXPECT_EQ(live_arrays, 0);
}

RecordBatch Numbers(std::int64_t from, std::int64_t count) {
  RecordBatchBuilder builder(Schema({{"n", Int64()}, {"t", Utf8()}}));
  for (std::int64_t i = from; i < from + count; ++i) builder.Append(i, std::to_string(i));
  return builder.Finish();
}

TEST(ExportStreamTest, ReadBackByTheSdkAndTheHost) {
  const auto make = [](ArrowArrayStream* out) {
    auto next = [i = 0]() mutable -> std::optional<RecordBatch> {
      return i++ < 2 ? std::optional(Numbers(10 * i, 5).Slice(1, 3)) : std::nullopt;
    };
    ExportStream(
        Schema({{"n", Int64()}, {"t", Utf8()}}), next, [](std::exception_ptr) { return 0; }, out);
  };
  ArrowArrayStream raw;
  make(&raw);
  BatchReader reader(&raw);
  EXPECT_EQ(reader.Next()->column(0).Int64At(0), 11);
  EXPECT_EQ(reader.Next()->column(1).TextAt(2), "23");
  EXPECT_FALSE(reader.Next());
  make(&raw);
  PluginStream stream(&raw, Level::kFull);
  EXPECT_EQ(stream.Next()->column(1).TextAt(0), "11");
  EXPECT_EQ(stream.Next()->num_rows(), 3);
  EXPECT_FALSE(stream.Next());
}

TEST(ExportStreamTest, ExceptionsBecomeAStatus) {
  std::string reported;
  ArrowArrayStream raw;
  ExportStream(
      Schema(), []() -> std::optional<RecordBatch> { throw DataError("row 7 is odd"); },
      [&](std::exception_ptr error) -> int {
        try {
          std::rethrow_exception(error);
        } catch (const Error& failed) {
          reported = failed.what();
          return failed.status();
        }
      },
      &raw);
  ArrowArray array{};
  EXPECT_EQ(raw.get_next(&raw, &array), ETL_DATA_ERROR);
  EXPECT_EQ(reported, "row 7 is odd");
  raw.release(&raw);
  EXPECT_EQ(raw.release, nullptr);
}

TEST(ExportStreamTest, AChildMovedOutOutlivesItsBatch) {
  ArrowArrayStream raw;
  ExportStream(
      Numbers(0, 1).schema(), [] { return std::optional(Numbers(5, 3)); },
      [](std::exception_ptr) { return 1; }, &raw);
  ArrowArray array{};
  ASSERT_EQ(raw.get_next(&raw, &array), 0);
  raw.release(&raw);
  ArrowArray child = *array.children[1];
  array.children[1]->release = nullptr;  // moved, as the specification allows
  array.release(&array);
  const auto* offsets = static_cast<const std::int32_t*>(child.buffers[1]);
  EXPECT_EQ(std::string(static_cast<const char*>(child.buffers[2]) + offsets[2], 1), "7");
  child.release(&child);
  EXPECT_EQ(child.release, nullptr);
}

}  // namespace
}  // namespace etl::arrow
