"""A hundred questions about groups and what Apache Kafka answers to them.

group_answers.txt was recorded from Apache Kafka 4.3.1, see transcript.py.

Both kinds of broker must start with group.initial.rebalance.delay.ms=0, and the case needs a broker
that has no groups and topics of these names.
"""

import os

from harness.wait import wait_until
from raw_client import RawClient, subscription
from transcript import Transcript

ANSWERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "group_answers.txt")
NOT_READY = (14, 15, 16)


def wait_for_state(client, group, state):
    wait_until(lambda: client.describe(group)["state"] == state, f"{group} to be {state}")


def ask_about_nothing(client, add):
    add("heartbeat, unknown group", client.heartbeat("none", 1, "x"))
    add("sync, unknown group", client.sync("none", 1, "x"))
    add("leave, unknown group", client.leave("none", ("x", None)))
    add("join with an id, unknown group", client.join("none", "x"))
    add("join, empty group id", client.join(""))
    add("join, session too short", client.join("g", session=5999))
    add("join, session too long", client.join("g", session=1800001))
    add("commit, generation, unknown group", client.commit("none", 3, "x"))
    add("commit, unknown topic", client.commit("other", topic="nope"))
    add("commit, unknown partition", client.commit("other", positions=((7, 1, ""),)))
    add("fetch, unknown group", client.fetch("none", [("orders", [0])]))
    add("fetch all, unknown group", client.fetch("none", None))
    add("describe, unknown group", client.describe("none"))
    add("delete, unknown group", client.delete_groups("none"))
    add("delete offsets, unknown group", client.delete_offsets("none", ("orders", [0])))
    add("join without protocols", client.join("bare", protocols=[]))
    add("join without type", client.join("bare", kind=""))
    add("describe what refused joins left", client.describe("bare"))


def ask_simple_group(client, add):
    add("commit to a new simple group", client.commit("simple"))
    long = ((0, 6, "x" * 4096), (1, 7, "x" * 4097))
    add("commit, metadata at and above the limit", client.commit("simple", positions=long))
    add("commit, 4096 letters of two bytes",
        client.commit("simple", positions=((1, 7, "\u00e9" * 4096),)))
    add("fetch all, simple group", client.fetch("simple", None))
    add("describe, simple group", client.describe("simple"))
    add("commit offset -1", client.commit("simple", positions=((2, -1, ""),)))
    add("commit, member without generation", client.commit("simple", -1, "who"))
    add("commit, unknown member", client.commit("simple", 0, "who"))
    add("commit, instance without generation", client.commit("simple", -1, "", "i"))
    add("delete offsets, simple group",
        client.delete_offsets("simple", ("orders", [0, 2, 9]), ("nope", [0])))
    add("heartbeat, simple group", client.heartbeat("simple", -1, ""))
    add("sync, simple group", client.sync("simple", -1, ""))
    add("leave, simple group", client.leave("simple", ("x", None), ("", None), ("", "i")))


def ask_first_member(client, add):
    pending = client.join("g")
    member = pending["member"]
    add("join", pending)
    add("describe, id pending", client.describe("g"))
    add("heartbeat, id pending", client.heartbeat("g", 0, member))
    add("sync, id pending", client.sync("g", 0, member))
    add("commit, id pending", client.commit("g", 0, member))
    add("commit without member, id pending", client.commit("g"))
    add("join with the id", client.join("g", member))
    add("describe, completing", client.describe("g"))
    add("heartbeat, completing", client.heartbeat("g", 1, member))
    add("commit, completing", client.commit("g", 1, member))
    add("commit, completing, wrong generation", client.commit("g", 2, member))
    add("commit without member, completing", client.commit("g"))
    add("join again, completing", client.join("g", member))
    add("sync", client.sync("g", 1, member, assign=[(member, b"abc")]))
    add("sync again", client.sync("g", 1, member, assign=[(member, b"xyz")]))
    add("describe, stable", client.describe("g"))
    add("commit", client.commit("g", 1, member))
    add("commit without member, stable", client.commit("g"))
    add("commit, wrong generation", client.commit("g", 7, member))
    add("commit, wrong member", client.commit("g", 1, "zz"))
    add("commit, unknown instance", client.commit("g", 1, member, "i"))
    add("heartbeat, unknown instance", client.heartbeat("g", 1, member, "i"))
    add("heartbeat, wrong generation", client.heartbeat("g", 0, member))
    add("sync, wrong generation", client.sync("g", 5, member))
    add("delete a group with members", client.delete_groups("g"))
    add("delete offsets, subscribed topic and another",
        client.delete_offsets("g", ("orders", [0]), ("payments", [0])))
    add("join, no common protocol", client.join("g", protocols=[("sticky", b"")]))
    add("join, another type", client.join("g", kind="connect"))
    return member


def ask_two_members(client, other, member, add):
    other.send_join("g", version=3)
    wait_for_state(client, "g", "PreparingRebalance")
    add("heartbeat, preparing", client.heartbeat("g", 1, member))
    add("commit, preparing", client.commit("g", 1, member, positions=((0, 9, ""),)))
    add("sync, preparing", client.sync("g", 1, member))
    add("delete offsets, preparing", client.delete_offsets("g", ("orders", [0])))
    leader = client.join("g", member)
    add("join, leader", {**leader, "members": len(leader["members"])})
    joined = other.receive_join(3)
    follower = joined["member"]
    add("join, follower", joined)
    other.send_sync("g", 2, follower)
    add("sync, leader forgets the follower", client.sync("g", 2, member, assign=[(member, b"all")]))
    add("sync, forgotten follower", other.receive_sync())
    add("join again, follower, unchanged", other.join("g", follower))
    add("state after it", client.describe("g")["state"])
    other.send_join("g", follower, protocols=[("range", subscription("payments"))])
    wait_for_state(client, "g", "PreparingRebalance")
    add("join, third generation", client.join("g", member)["generation"])
    add("the same for the follower", other.receive_join()["generation"])
    other.send_sync("g", 3, follower)
    add("sync, leader", client.sync("g", 3, member, assign=[(member, b"1"), (follower, b"2")]))
    add("sync, follower", other.receive_sync())
    add("leave, wrong ones", client.leave("g", ("zz", None), ("", None), ("", "i")))
    add("leave, follower", client.leave("g", (follower, None)))
    add("heartbeat of who stayed", client.heartbeat("g", 3, member))
    add("heartbeat of who left", other.heartbeat("g", 3, follower))


def ask_last_member(client, member, add):
    add("join, alone again", client.join("g", member))
    add("leave while completing", client.leave("g", (member, None)))
    add("describe, empty", client.describe("g"))
    add("heartbeat, empty", client.heartbeat("g", 5, member))
    add("sync, empty", client.sync("g", 5, member))
    add("join with an old id, empty", client.join("g", member))
    add("commit with an old id, empty", client.commit("g", 4, member))
    add("commit without member, empty", client.commit("g"))
    add("commit, old id without generation", client.commit("g", -1, member))
    add("delete offsets, empty", client.delete_offsets("g", ("orders", [0])))
    add("delete groups", client.delete_groups("g", "none"))
    add("describe, deleted", client.describe("g"))


def ask_static_member(client, other, add):
    joined = client.join("static", instance="one")
    old = joined["member"]
    add("static join", joined)
    add("static sync", client.sync("static", 1, old, "one", [(old, b"share")]))
    again = other.join("static", instance="one")
    new = again["member"]
    add("static join again, v5", again)
    add("static sync again", other.sync("static", 1, new, "one"))
    add("heartbeat of the old id", client.heartbeat("static", 1, old, "one"))
    add("the same without instance", client.heartbeat("static", 1, old))
    add("commit of the old id", client.commit("static", 1, old, "one"))
    add("sync of the old id", client.sync("static", 1, old, "one"))
    add("join of the old id", client.join("static", old, "one"))
    add("leave of the old id", client.leave("static", (old, "one")))
    add("join, instance of nobody", client.join("static", new, "two"))
    add("join, the id without its instance", other.join("static", new))
    add("describe, static", client.describe("static"))
    add("leave by instance", client.leave("static", ("", "one"), ("", "zz")))
    add("state then", client.describe("static")["state"])


def ask_odd_groups(client, add):
    add("join v0", client.join("old", version=0)["error"])
    add("join, connect", client.join("connect", kind="connect", version=3))
    add("delete offsets, connect", client.delete_offsets("connect", ("orders", [0])))
    add("list", client.groups())


def raw_requests_get_the_answers_of_apache_kafka(broker):
    client, other = RawClient(broker.bootstrap), RawClient(broker.bootstrap, "other")
    client.create_topic("orders", 3)
    client.create_topic("payments", 2)
    wait_until(lambda: client.find_coordinator("g") == 0, "the coordinator")
    wait_until(lambda: client.heartbeat("none", 1, "x") not in NOT_READY,
               "the coordinator to have loaded")
    transcript = Transcript(ANSWERS)
    ask_about_nothing(client, transcript.add)
    ask_simple_group(client, transcript.add)
    member = ask_first_member(client, transcript.add)
    ask_two_members(client, other, member, transcript.add)
    ask_last_member(client, member, transcript.add)
    ask_static_member(client, other, transcript.add)
    ask_odd_groups(client, transcript.add)
    transcript.check()


CASES = [raw_requests_get_the_answers_of_apache_kafka]
