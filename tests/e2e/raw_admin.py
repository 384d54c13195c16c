"""The requests that make, change and describe topics, byte by byte."""

from raw_client import RawClient, Request

TOPIC, BROKER = 2, 4
SET, DELETE, APPEND, SUBTRACT = range(4)


class AdminClient(RawClient):
    def error(self, response):
        """An error code without its words: Apache Kafka has others than we."""
        code = response.int16()
        words = response.string()
        assert not words or code, f"'{words}' without an error"
        return code

    def create(self, *topics, validate=False):
        """topics: (name, partitions, replicas, {partition: brokers}, {config: value})."""
        request = Request().int32(len(topics))
        for name, partitions, replicas, assignments, configs in topics:
            request.string(name).int32(partitions).int16(replicas).int32(len(assignments))
            for partition, brokers in assignments.items():
                request.int32(partition).int32(len(brokers))
                for broker in brokers:
                    request.int32(broker)
            request.int32(len(configs))
            for key, value in configs.items():
                request.string(key).string(value)
        response = self.call(19, 4, request.int32(20000).int8(int(validate)))
        response.int32()
        return sorted(response.array(lambda: (response.string(), self.error(response))))

    def create_partitions(self, *topics, validate=False):
        """topics: (name, count, None or a list of brokers a new partition)."""
        request = Request().int32(len(topics))
        for name, count, assignments in topics:
            request.string(name).int32(count)
            if assignments is None:
                request.int32(-1)
                continue
            request.int32(len(assignments))
            for brokers in assignments:
                request.int32(len(brokers))
                for broker in brokers:
                    request.int32(broker)
        response = self.call(37, 1, request.int32(20000).int8(int(validate)))
        response.int32()
        return sorted(response.array(lambda: (response.string(), self.error(response))))

    def delete(self, *topics):
        request = Request().int32(len(topics))
        for topic in topics:
            request.string(topic)
        response = self.call(20, 3, request.int32(20000))
        response.int32()
        return sorted(response.array(lambda: (response.string(), response.int16())))

    def metadata(self, *topics, version=7):
        request = Request().int32(len(topics))
        for topic in topics:
            request.string(topic)
        response = self.call(3, version, request.int8(0))
        response.int32()
        response.array(lambda: (response.int32(), response.string(), response.int32(),
                                response.string()))
        response.string()
        response.int32()

        def number_list():
            return response.array(response.int32)

        def partition():
            return (response.int16(), response.int32(), response.int32(), response.int32(),
                    number_list(), number_list(), number_list())

        return sorted(response.array(lambda: (
            response.int16(), response.string(), response.take(1)[0],
            sorted(response.array(partition)))))

    def configs(self, kind, name, *keys, every=False, version=3):
        """Error and entries: name, value, read only, source, sensitive, synonyms, type."""
        request = Request().int32(1).int8(kind).string(name)
        request.int32(-1 if every else len(keys))
        for key in keys:
            request.string(key)
        request.int8(1)
        if version >= 3:
            request.int8(0)
        response = self.call(32, version, request)
        response.int32()

        def flag():
            return response.take(1)[0]

        def entry():
            fields = (response.string(), response.string(), flag(), flag(), flag(),
                      response.array(lambda: (response.string(), response.string(), flag())))
            if version >= 3:
                fields += (flag(),)
                response.string()
            return fields

        def result():
            return (self.error(response), flag(), response.string(),
                    sorted(response.array(entry)))

        return response.array(result)[0]

    def alter_configs(self, kind, name, configs, validate=False):
        request = Request().int32(1).int8(kind).string(name).int32(len(configs))
        for key, value in configs:
            request.string(key).string(value)
        return self.altered(self.call(33, 1, request.int8(int(validate))))

    def change_configs(self, kind, name, *changes, validate=False):
        """changes: (config, SET, DELETE, APPEND or SUBTRACT, value)."""
        request = Request().int32(1).int8(kind).string(name).int32(len(changes))
        for key, how, value in changes:
            request.string(key).int8(how).string(value)
        return self.altered(self.call(44, 0, request.int8(int(validate))))

    def altered(self, response):
        response.int32()
        return response.array(lambda: (self.error(response), response.take(1)[0],
                                       response.string()))
