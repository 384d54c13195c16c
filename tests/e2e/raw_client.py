"""Group requests byte by byte, to ask what no client library would ask."""

import socket
import struct

SECONDS = 40


class Request:
    """Bytes in the making, in the encoding of non-flexible versions."""

    def __init__(self):
        self.bytes = b""

    def number(self, form, value):
        self.bytes += struct.pack(">" + form, value)
        return self

    def int8(self, value):
        return self.number("b", value)

    def int16(self, value):
        return self.number("h", value)

    def int32(self, value):
        return self.number("i", value)

    def int64(self, value):
        return self.number("q", value)

    def string(self, text):
        if text is None:
            return self.int16(-1)
        encoded = text.encode()
        self.int16(len(encoded))
        self.bytes += encoded
        return self

    def data(self, content):
        self.int32(len(content))
        self.bytes += content
        return self


class Response:
    def __init__(self, content):
        self.content = content
        self.at = 0

    def number(self, form):
        value, = struct.unpack_from(">" + form, self.content, self.at)
        self.at += struct.calcsize(form)
        return value

    def int16(self):
        return self.number("h")

    def int32(self):
        return self.number("i")

    def int64(self):
        return self.number("q")

    def take(self, size):
        self.at += size
        return self.content[self.at - size:self.at]

    def string(self):
        size = self.int16()
        return None if size < 0 else self.take(size).decode()

    def data(self):
        size = self.int32()
        return None if size < 0 else self.take(size)

    def array(self, read):
        return [read() for _ in range(self.int32())]


class RawClient:
    def __init__(self, bootstrap, client_id="app"):
        host, port = bootstrap.split(":")
        self.socket = socket.create_connection((host, int(port)), SECONDS)
        self.client_id = client_id

    def send(self, key, version, request):
        header = Request().int16(key).int16(version).int32(0).string(self.client_id)
        frame = header.bytes + request.bytes
        self.socket.sendall(struct.pack(">i", len(frame)) + frame)

    def receive(self):
        size, = struct.unpack(">i", self.read(4))
        return Response(self.read(size)[4:])

    def read(self, size):
        content = b""
        while len(content) < size:
            more = self.socket.recv(size - len(content))
            if not more:
                raise AssertionError("the broker closed the connection")
            content += more
        return content

    def call(self, key, version, request):
        self.send(key, version, request)
        return self.receive()

    def create_topic(self, name, partitions):
        request = Request().int32(1).string(name).int32(partitions).int16(1).int32(0).int32(0)
        response = self.call(19, 4, request.int32(20000).int8(0))
        response.int32()
        return response.array(lambda: (response.string(), response.int16(), response.string()))

    def find_coordinator(self, group):
        response = self.call(10, 2, Request().string(group).int8(0))
        response.int32()
        return response.int16()

    def send_join(self, group, member="", instance=None, version=5, session=10000,
                  kind="consumer", protocols=None):
        request = Request().string(group).int32(session)
        if version >= 1:
            request.int32(60000)
        request.string(member)
        if version >= 5:
            request.string(instance)
        protocols = [("range", subscription("orders"))] if protocols is None else protocols
        request.string(kind).int32(len(protocols))
        for name, metadata in protocols:
            request.string(name).data(metadata)
        self.send(11, version, request)

    def receive_join(self, version=5):
        response = self.receive()
        if version >= 2:
            response.int32()
        answer = {"error": response.int16(), "generation": response.int32(),
                  "protocol": response.string(), "leader": response.string(),
                  "member": response.string()}

        def member():
            found = response.string()
            if version >= 5:
                response.string()
            response.data()
            return found

        return {**answer, "members": response.array(member)}

    def join(self, *arguments, version=5, **more):
        self.send_join(*arguments, version=version, **more)
        return self.receive_join(version)

    def send_sync(self, group, generation, member, instance=None, assign=()):
        request = Request().string(group).int32(generation).string(member).string(instance)
        request.int32(len(assign))
        for name, share in assign:
            request.string(name).data(share)
        self.send(14, 3, request)

    def receive_sync(self):
        response = self.receive()
        response.int32()
        return response.int16(), response.data()

    def sync(self, *arguments, **more):
        self.send_sync(*arguments, **more)
        return self.receive_sync()

    def heartbeat(self, group, generation, member, instance=None):
        request = Request().string(group).int32(generation).string(member).string(instance)
        response = self.call(12, 3, request)
        response.int32()
        return response.int16()

    def leave(self, group, *members):
        request = Request().string(group).int32(len(members))
        for member, instance in members:
            request.string(member).string(instance)
        response = self.call(13, 3, request)
        response.int32()

        def member_error():
            response.string()
            response.string()
            return response.int16()

        return response.int16(), response.array(member_error)

    def commit(self, group, generation=-1, member="", instance=None, topic="orders",
               positions=((0, 5, ""),)):
        request = Request().string(group).int32(generation).string(member).string(instance)
        request.int32(1).string(topic).int32(len(positions))
        for partition, offset, metadata in positions:
            request.int32(partition).int64(offset).int32(-1).string(metadata)
        response = self.call(8, 7, request)
        response.int32()
        errors = response.array(lambda: (response.string(), response.array(
            lambda: (response.int32(), response.int16()))))
        return [error for _, partitions in errors for _, error in partitions]

    def fetch(self, group, topics):
        request = Request().string(group).int32(-1 if topics is None else len(topics))
        for topic, partitions in topics or []:
            request.string(topic).int32(len(partitions))
            for partition in partitions:
                request.int32(partition)
        response = self.call(9, 5, request)
        response.int32()
        found = response.array(lambda: (response.string(), sorted(response.array(
            lambda: (response.int32(), response.int64(), response.int32(),
                     len(response.string()), response.int16())))))
        return sorted(found), response.int16()

    def describe(self, group):
        response = self.call(15, 4, Request().int32(1).string(group).int8(1))
        response.int32()
        response.int32()
        answer = {"error": response.int16(), "group": response.string(),
                  "state": response.string(), "type": response.string(),
                  "protocol": response.string()}
        members = response.array(lambda: (
            response.string(), response.string(), response.string(), response.string(),
            response.data(), response.data()))
        return {**answer, "members": members, "operations": response.int32()}

    def groups(self):
        response = self.call(16, 2, Request())
        response.int32()
        return response.int16(), sorted(
            response.array(lambda: (response.string(), response.string())))

    def delete_groups(self, *groups):
        request = Request().int32(len(groups))
        for group in groups:
            request.string(group)
        response = self.call(42, 1, request)
        response.int32()
        return sorted(response.array(lambda: (response.string(), response.int16())))

    def delete_offsets(self, group, *topics):
        request = Request().string(group).int32(len(topics))
        for topic, partitions in topics:
            request.string(topic).int32(len(partitions))
            for partition in partitions:
                request.int32(partition)
        response = self.call(47, 0, request)
        error = response.int16()
        response.int32()
        return error, sorted(response.array(lambda: (response.string(), sorted(response.array(
            lambda: (response.int32(), response.int16()))))))


def subscription(*topics):
    """What a consumer says about itself, version 0."""
    request = Request().int16(0).int32(len(topics))
    for topic in topics:
        request.string(topic)
    return request.int32(-1).bytes
