#include "broker/events/event_stream.h"

#include <gtest/gtest.h>

#include <optional>

#include "broker/events/group_watch.h"

namespace barnabas {
namespace {

GroupRemoved coarse(const char* group) { return {.group_id = group}; }
HeartbeatReceived fine() { return {.member = {.group_id = "g", .member_id = "m"}}; }

TEST(EventStream, NobodyListeningMeansNothingIsCounted) {
  VirtualClock clock;
  EventStream events(clock);
  events.emit(coarse("g"));
  EXPECT_FALSE(events.wants_summary());
  EXPECT_EQ(events.last_sequence(), 0U);
}

TEST(EventStream, EveryListenerGetsTheSameNumberedEvents) {
  VirtualClock clock(5'000);
  EventStream events(clock);
  std::vector<std::string> first, second;
  events.listen(EventDetail::Summary, [&](const Event& event) { first.push_back(to_json(event)); });
  events.listen(EventDetail::Everything,
                [&](const Event& event) { second.push_back(to_json(event)); });
  events.emit(coarse("billing"));
  events.emit(fine());
  clock.advance(std::chrono::milliseconds(7));
  events.emit(coarse("shipping"));
  EXPECT_EQ(first, (std::vector<std::string>{
                       R"({"sequence":1,"time":5000,"event":"GroupRemoved","groupId":"billing"})",
                       R"({"sequence":3,"time":5007,"event":"GroupRemoved","groupId":"shipping"})",
                   }));
  ASSERT_EQ(second.size(), 3U);
  EXPECT_EQ(second[1], R"({"sequence":2,"time":5000,"event":"HeartbeatReceived","groupId":"g",)"
                       R"("memberId":"m","instanceId":"","clientId":""})");
}

TEST(EventStream, FineEventsAreNotMadeForThoseWhoWantASummary) {
  VirtualClock clock;
  EventStream events(clock);
  const auto id = events.listen(EventDetail::Summary, [](const Event&) {});
  EXPECT_TRUE(events.wants_summary());
  EXPECT_FALSE(events.wants_everything());
  events.emit(fine());
  EXPECT_EQ(events.last_sequence(), 0U);
  events.stop_listening(id);
  EXPECT_FALSE(events.wants_summary());
}

TEST(EventStream, RingKeepsTheNewest) {
  VirtualClock clock;
  EventStream events(clock);
  events.keep(3);
  for (const char* group : {"a", "b", "c", "d", "e"}) events.emit(coarse(group));
  const auto since = [&events](std::uint64_t sequence) {
    std::string groups;
    events.for_each_since(sequence, [&groups](const Event& event) {
      groups += std::get<GroupRemoved>(event.body).group_id;
    });
    return groups;
  };
  EXPECT_EQ(since(0), "cde");
  EXPECT_EQ(since(4), "e");
  EXPECT_EQ(since(5), "");
  events.keep(2);
  EXPECT_EQ(since(0), "de");
  events.emit(coarse("f"));
  EXPECT_EQ(since(0), "ef");
  events.keep(0);
  EXPECT_EQ(since(0), "");
}

TEST(GroupWatch, TellsTheStreamWhatTheCoordinatorSays) {
  VirtualClock clock;
  EventStream events(clock);
  std::optional<Event> last;
  events.listen(EventDetail::Everything, [&last](const Event& event) { last = event; });
  GroupWatch watch(events);
  watch.member_gone(
      {.group_id = "billing", .member_id = "m-1", .instance_id = "", .client_id = "c"},
      MemberGone::SessionExpired, "");
  ASSERT_TRUE(last);
  const auto& left = std::get<MemberLeft>(last->body);
  EXPECT_EQ(left.member.group_id, "billing");
  EXPECT_EQ(left.how, "sent no heartbeat in time");
}

}  // namespace
}  // namespace barnabas
