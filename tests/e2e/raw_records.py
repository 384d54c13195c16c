"""Record batches byte by byte, also wrong ones; and the requests that carry and find records."""

import struct

from raw_client import RawClient, Request

TIME = 1_700_000_000_000


def crc32c(content):
    crc = 0xFFFFFFFF
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def varint(value):
    value = value << 1 ^ value >> 63
    encoded = b""
    while value > 127:
        encoded += bytes([value & 127 | 128])
        value >>= 7
    return encoded + bytes([value])


def sized(content):
    return varint(-1) if content is None else varint(len(content)) + content


def batch(values, key=b"k", time=TIME, step=10, producer=(-1, -1), sequence=-1, attributes=0,
          magic=2, count=None, last_delta=None, crc_error=0, content=None):
    """A batch of a record a value, `step` ms apart."""
    records = b""
    for i, value in enumerate(values):
        record = b"\0" + varint(i * step) + varint(i) + sized(key) + sized(value) + varint(0)
        records += sized(record)
    records = records if content is None else content
    count = len(values) if count is None else count
    last = len(values) - 1 if last_delta is None else last_delta
    rest = struct.pack(">hiqqqhii", attributes, last, time, time + step * (len(values) - 1),
                       *producer, sequence, count) + records
    crc = crc32c(rest) ^ crc_error
    return struct.pack(">qiibI", 0, len(rest) + 9, 0, magic, crc) + rest


class RecordsClient(RawClient):
    def produce(self, topic, *batches, partition=0, acks=-1, version=7, transactional_id=None):
        request = Request().string(transactional_id).int16(acks).int32(20000)
        request.int32(1).string(topic).int32(1).int32(partition).data(b"".join(batches))
        response = self.call(0, version, request)

        def answer():
            fields = [response.int32(), response.int16(), response.int64(), response.int64()]
            if version >= 5:
                fields.append(response.int64())
            if version >= 8:
                fields.append(response.array(lambda: (response.int32(), bool(response.string()))))
                response.string()
            # Of a refused partition Apache Kafka sometimes tells the log start, and sometimes why.
            return fields[1:] if fields[1] == 0 else [fields[1], *fields[5:]]

        return response.array(lambda: (response.string(), response.array(answer)))[0][1][0]

    def fetch_records(self, topic, offset, partition=0, version=11, epoch=-1, session=0,
                      session_epoch=-1, partition_bytes=1 << 20, isolation=0, start=-1, wait_ms=0):
        request = Request().int32(-1).int32(wait_ms).int32(1).int32(1 << 20).int8(isolation)
        if version >= 7:
            request.int32(session).int32(session_epoch)
        request.int32(1).string(topic).int32(1).int32(partition)
        if version >= 9:
            request.int32(epoch)
        request.int64(offset)
        if version >= 5:
            request.int64(start)
        request.int32(partition_bytes)
        if version >= 7:
            request.int32(0)
        if version >= 11:
            request.string("")
        response = self.call(1, version, request)
        response.int32()
        top = (response.int16(), response.int32() != 0) if version >= 7 else ()

        def answer():
            fields = {"error": response.int16() if response.int32() >= 0 else None,
                      "high": response.int64(), "stable": response.int64()}
            if version >= 5:
                fields["start"] = response.int64()
            aborted = response.int32()
            fields["aborted"] = None if aborted < 0 else aborted
            if version >= 11:
                fields["replica"] = response.int32()
            fields["bytes"] = len(response.data() or b"")
            return fields

        return top, response.array(lambda: (response.string(), response.array(answer)))

    def list_offsets(self, topic, *wanted, version=5, isolation=0, epoch=-1):
        """wanted: (partition, timestamp)."""
        request = Request().int32(-1)
        if version >= 2:
            request.int8(isolation)
        request.int32(1).string(topic).int32(len(wanted))
        for partition, timestamp in wanted:
            request.int32(partition)
            if version >= 4:
                request.int32(epoch)
            request.int64(timestamp)
        response = self.call(2, version, request)
        if version >= 2:
            response.int32()

        def answer():
            fields = [response.int32(), response.int16(), response.int64(), response.int64()]
            return tuple(fields + [response.int32()] if version >= 4 else fields)

        return sorted(response.array(lambda: (response.string(), sorted(response.array(answer)))))

    def epoch_end(self, topic, partition, epoch, current=-1):
        request = Request().int32(-1).int32(1).string(topic).int32(1)
        response = self.call(23, 3, request.int32(partition).int32(current).int32(epoch))
        response.int32()
        return response.array(lambda: (response.string(), response.array(lambda: (
            response.int16(), response.int32(), response.int32(), response.int64()))))

    def delete_records(self, topic, partition, offset):
        request = Request().int32(1).string(topic).int32(1).int32(partition).int64(offset)
        response = self.call(21, 1, request.int32(20000))
        response.int32()
        return response.array(lambda: (response.string(), response.array(lambda: (
            response.int32(), response.int64(), response.int16()))))

    def init_producer(self):
        response = self.call(22, 1, Request().string(None).int32(60000))
        response.int32()
        error = response.int16()
        return error, response.int64(), response.int16()
