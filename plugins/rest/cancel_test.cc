// SPDX-License-Identifier: Apache-2.0
// A source that waits for anything at all stops at once when it is told to.
#include <gtest/gtest.h>

#include <thread>

#include "plugins/rest/test_support.h"

namespace etl::rest {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* kPatient = "read_timeout: 60000, timeout: 60000, retry_delay: 20000";

// Reads until it is cancelled, 50 ms after `requests` requests; returns how long stopping took.
milliseconds TimeToStop(ScriptedServer& server, std::size_t requests, const std::string& url,
                        const std::string& connection) {
  testing::Host host;
  testing::InstanceOf<RestSource> instance(host, host.Options(OptionsFor(url, connection)),
                                           nullptr);
  ArrowArrayStream stream;
  host.Check(testing::TableOf<RestSource>().open_source(instance.get(), &stream));
  steady_clock::time_point cancelled;
  std::thread canceller([&] {
    EXPECT_TRUE(server.WaitForRequests(requests));
    std::this_thread::sleep_for(milliseconds(50));
    cancelled = steady_clock::now();
    instance.Cancel();
    instance.Cancel();
  });
  int status = 0;
  {
    testing::Failure failure(0, "");
    try {
      testing::Collect(host, &stream);
    } catch (const testing::Failure& caught) {
      status = caught.status;
    }
  }
  const auto stopped = steady_clock::now();
  canceller.join();
  EXPECT_EQ(status, ETL_CANCELLED);
  EXPECT_TRUE(host.failures.empty());
  return std::chrono::duration_cast<milliseconds>(stopped - cancelled);
}

TEST(RestCancel, EndsAStallAtOnce) {
  const Response good = Json(People(1, 9));
  for (const std::size_t stall : {std::size_t{0}, std::size_t{10}, good.bytes.size() - 5}) {
    ScriptedServer server([&](const Request&, int) {
      Response response = good;
      response.stall_after = stall;
      return response;
    });
    EXPECT_LT(TimeToStop(server, 1, server.url(), kPatient), milliseconds(1000));
  }
}

TEST(RestCancel, EndsPagesInFlightAtOnce) {
  ScriptedServer server([](const Request& request, int) {
    Response response = Json(People(request.page(), 9));
    if (request.page() > 1) response.stall_after = 30;
    return response;
  });
  EXPECT_LT(TimeToStop(server, 5, server.url(), kPatient), milliseconds(1000));
}

TEST(RestCancel, EndsABackoffAtOnce) {
  ScriptedServer server([](const Request&, int) { return Answer("503 Busy", ""); });
  EXPECT_LT(TimeToStop(server, 1, server.url(), kPatient), milliseconds(1000));
  ScriptedServer polite(
      [](const Request&, int) { return Answer("503 Busy", "", "Retry-After: 50\r\n"); });
  EXPECT_LT(TimeToStop(polite, 1, polite.url(), kPatient), milliseconds(1000));
}

TEST(RestCancel, EndsConnectingAtOnce) {
  ScriptedServer unused([](const Request&, int) { return Json("[]"); });
  // Nothing answers there (TEST-NET-1); where the network says so at once, the backoff is ended.
  EXPECT_LT(TimeToStop(unused, 0, "http://192.0.2.1:9",
                       std::string(kPatient) + ", connect_timeout: 60000"),
            milliseconds(1000));
}

TEST(RestCancel, LeavingEarlyWaitsForNobody) {
  ScriptedServer server([](const Request& request, int) {
    Response response = Json(People(request.page(), 9));
    if (request.page() > 1) response.stall_after = 30;
    return response;
  });
  testing::Host host;
  steady_clock::time_point left;
  {
    RestSource source(detail::ReadOptions<RestOptions>(
                          host.get(), host.Options(OptionsFor(server.url(), kPatient))),
                      {});
    Context context(host.get());
    RecordBatchBuilder batch(source.Open(context));
    source.Read(batch);
    EXPECT_EQ(batch.num_rows(), 3);
    left = steady_clock::now();
  }
  EXPECT_LT(steady_clock::now() - left, milliseconds(1000));
}

TEST(RestCancel, BeforeOpenIsHonouredToo) {
  ScriptedServer server(
      [](const Request& request, int) { return Json(People(request.page(), 9)); });
  testing::Host host;
  RestSource source(
      detail::ReadOptions<RestOptions>(host.get(), host.Options(OptionsFor(server.url()))), {});
  source.Cancel();
  Context context(host.get());
  RecordBatchBuilder batch(source.Open(context));
  EXPECT_THROW(source.Read(batch), Cancelled);
  EXPECT_TRUE(server.requests().empty());
}

}  // namespace
}  // namespace etl::rest
