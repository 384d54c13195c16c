"""barnabas-gen with each serializer; what it sent is decoded and compared with what it shows."""

import glob
import importlib.util
import json
import os
import subprocess
import sys
import tempfile

from confluent_kafka import Consumer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.schema_registry.json_schema import JSONDeserializer
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext
from google.protobuf import json_format

import registry

PROGRAM = os.path.join(os.environ["ROOT"], "build", "release", "bin", "barnabas-gen")
BUILD = os.environ["BUILD"]
BOOTSTRAP = os.environ["BOOTSTRAP"]
RECORDS = 40
# A field that is missing at times, a list, an enumeration, and a name that is none in a schema.
OWN = ('{"id": {{counter "id" 1 1}}, "kind": "{{randoms "new|used"}}", '
       '"street name": "{{street}}", '
       '{{if eq 0 (integer 0 3)}}"note": "{{name}}", {{end}}"price": {{format_float "%.2f" '
       '(floating 1 9)}}, "parts": [{"n": {{integer 1 9}}}, {"n": null}]}')
OWN_PROTO = ('syntax = "proto3"; package shop; import "google/protobuf/wrappers.proto"; '
             'message Other { int32 x = 1; } message Thing { '
             'uint32 id = 1; enum Kind { new = 0; used = 1; } Kind kind = 2; '
             'string street = 3 [json_name = "street name"]; optional string note = 4; '
             'float price = 5; message Part { google.protobuf.Int32Value n = 1; } '
             'repeated Part parts = 6; }')


def gen(*arguments, cwd=None):
    done = subprocess.run([PROGRAM, *arguments], text=True, capture_output=True, timeout=60,
                          cwd=cwd)
    return done.returncode, done.stdout, done.stderr


def shown(*template):
    """The records as JSON."""
    code, out, err = gen("run", *template, "--oneline", "-n", str(RECORDS), "--seed", "5")
    assert code == 0, err
    return [json.loads(line) for line in out.splitlines()]


class Setting:
    def __init__(self):
        external = os.environ.get("REGISTRY_URL")
        self.folder = tempfile.mkdtemp()
        self.properties = os.path.join(self.folder, "registry.properties")
        self.url = external or registry.Registry().url
        lines = [f"schemaRegistryURL={self.url}"]
        client = {"url": self.url}
        if not external:
            lines += [f"schemaRegistryUser={registry.USER}",
                      f"schemaRegistryPassword={registry.PASSWORD}"]
            client["basic.auth.user.info"] = f"{registry.USER}:{registry.PASSWORD}"
        self.has_password = not external
        self.write(self.properties, "\n".join(lines) + "\n")
        self.client = SchemaRegistryClient(client)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def send(self, topic, *arguments):
        """JR's flags; the exit code and what was said."""
        code, _, err = gen("run", *arguments, "-o", "kafka", "-b", BOOTSTRAP, "-t", topic, "-a",
                           "-n", str(RECORDS), "--seed", "5", "-s",
                           "--registryConfig", self.properties)
        return code, err


def received(topic):
    consumer = Consumer({"bootstrap.servers": BOOTSTRAP, "group.id": "schemas",
                         "auto.offset.reset": "earliest"})
    consumer.subscribe([topic])
    values = []
    while len(values) < RECORDS:
        message = consumer.poll(30)
        assert message is not None, f"only {len(values)} records came"
        assert not message.error(), message.error()
        values.append(message.value())
    consumer.close()
    return values


def same(found, wanted):
    key = lambda value: json.dumps(value, sort_keys=True)
    for one, other in zip(sorted(found, key=key), sorted(wanted, key=key), strict=True):
        assert one == other, f"{one} is not {other}"


def without_nothing(value):
    """null and not there are the same in Avro."""
    if isinstance(value, dict):
        return {key: without_nothing(each) for key, each in value.items() if each is not None}
    return [without_nothing(each) for each in value] if isinstance(value, list) else value


def avro(setting, topic, template, *more):
    code, err = setting.send(topic, *template, "--serializer", "avro", *more)
    assert code == 0, err
    decode = AvroDeserializer(setting.client)
    context = SerializationContext(topic, MessageField.VALUE)
    found = [decode(value, context) for value in received(topic)]
    named = [{key.replace("street_name", "street name"): each for key, each in value.items()}
             for value in found]
    same([without_nothing(value) for value in named],
         [without_nothing(value) for value in shown(*template)])


def json_schema(setting, topic, template):
    code, err = setting.send(topic, *template)
    assert code == 0, err
    text = setting.client.get_latest_version(f"{topic}-value").schema.schema_str
    decode = JSONDeserializer(text)
    context = SerializationContext(topic, MessageField.VALUE)
    same([decode(value, context) for value in received(topic)], shown(*template))


def message_class(text, name):
    folder = tempfile.mkdtemp(dir=BUILD)
    module = "m" + os.path.basename(folder).replace("-", "_")
    with open(f"{folder}/{module}.proto", "w", encoding="utf-8") as file:
        file.write(text)
    subprocess.run([sys.executable, "-m", "grpc_tools.protoc", "-I" + folder,
                    "--python_out=" + folder, module + ".proto"], check=True)
    spec = importlib.util.spec_from_file_location(module, glob.glob(f"{folder}/*_pb2.py")[0])
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return getattr(loaded, name)


def protobuf(setting, topic, template, name, *more):
    code, err = setting.send(topic, *template, "--serializer", "protobuf", *more)
    assert code == 0, err
    text = setting.client.get_latest_version(f"{topic}-value").schema.schema_str
    kind = message_class(text, name)
    decode = ProtobufDeserializer(kind, {"use.deprecated.format": False})
    context = SerializationContext(topic, MessageField.VALUE)
    wanted = [json_format.ParseDict(value, kind()) for value in shown(*template)]
    same([json_format.MessageToDict(decode(value, context)) for value in received(topic)],
         [json_format.MessageToDict(value) for value in wanted])


def java(setting, topic, template):
    latest = setting.client.get_latest_version(f"{topic}-value")
    path = setting.write("latest.avsc", latest.schema.schema_str)
    lines = "".join(json.dumps(value) + "\n" for value in shown(*template))
    done = subprocess.run(["java", "-Xmx256m", "-XX:+UseSerialGC", "-cp", f"{BUILD}:{BUILD}/jars/*",
                           "Decode", BOOTSTRAP, topic, path, str(latest.schema_id)], input=lines,
                          text=True, capture_output=True, timeout=90)
    assert done.returncode == 0, done.stderr[-600:]


def registered_only(setting):
    known = ["--embedded", '{"a": {{integer 1 9}}}', "--autoRegisterSchemas=false"]
    code, err = setting.send("nobody-knows", *known)
    assert code == 1 and "subject 'nobody-knows-value'" in err, err
    code, err = setting.send("orders-avro", "pizzastore_order", "--autoRegisterSchemas=false")
    assert code == 0, err
    code, err = setting.send("orders-avro", *known)
    assert code == 1 and "record 0 for topic 'orders-avro' does not fit" in err, err


def misfit(setting):
    schema = setting.write("small.avsc", '{"type": "record", "name": "R", "fields": '
                           '[{"name": "n", "type": {"type": "array", "items": "int"}}]}')
    code, err = setting.send("misfits", "--embedded", '{"n": [1, {{counter "c" 2147483646 1}}]}',
                             "--schema", schema)
    assert code == 1 and "record 2 for topic 'misfits' does not fit its schema: field 'n[1]': " \
        "expected int, found 2147483648" in err, err


def refused(setting):
    wrong = setting.write("wrong.properties", f"schemaRegistryURL={setting.url}\n"
                          "schemaRegistryUser=jr\nschemaRegistryPassword=secret-0815\n")
    code, _, err = gen("run", "user", "-o", "kafka", "-b", BOOTSTRAP, "-s",
                       "--registryConfig", wrong)
    assert code == 1 and "look at schemaRegistryUser" in err and "0815" not in err, err
    code, _, err = gen("run", "user", "-o", "kafka", "-b", BOOTSTRAP, "--registry-url",
                       "http://127.0.0.1:1")
    assert code == 3 and "does not answer; look at schemaRegistryURL" in err, err


def emitters(setting):
    """Groups of jrconfig.json with JR's global settings."""
    setting.write("jrconfig.json", json.dumps({
        "global": {"schemaRegistry": True, "registryConfig": setting.properties,
                   "serializer": "avro-generic", "autoCreate": True},
        "emitters": {"shop": [
            {"name": "ids", "num": 9, "valueTemplate": "util_userid", "output": "stdout"},
            {"name": "things", "num": RECORDS, "embeddedTemplate": OWN, "output": "kafka",
             "topic": "group-things"}]}}))
    code, _, err = gen("emitter", "run", "shop", "-b", BOOTSTRAP, cwd=setting.folder)
    assert code == 0, err
    decode = AvroDeserializer(setting.client)
    context = SerializationContext("group-things", MessageField.VALUE)
    found = [decode(value, context) for value in received("group-things")]
    assert {value["id"] for value in found} == set(range(1, RECORDS + 1)), found


def main():
    setting = Setting()
    own, order = ["--embedded", OWN], ["pizzastore_order"]
    proto = setting.write("own.proto", OWN_PROTO)
    cases = {
        "Avro, a template of ours": lambda: avro(setting, "orders-avro", order),
        "Avro, an embedded template": lambda: avro(setting, "own-avro", own),
        "Avro in Java": lambda: java(setting, "orders-avro", order),
        "JSON Schema, a template of ours": lambda: json_schema(setting, "users-json", ["user"]),
        "JSON Schema, an embedded template": lambda: json_schema(setting, "own-json", own),
        "Protobuf, a template of ours":
            lambda: protobuf(setting, "orders-protobuf", order, "PizzastoreOrder"),
        "Protobuf, a file of one's own":
            lambda: protobuf(setting, "own-protobuf", own, "Thing", "--schema", proto + "#Thing"),
        "only schemas that are registered": lambda: registered_only(setting),
        "a value that does not fit": lambda: misfit(setting),
        "emitters with JR's settings": lambda: emitters(setting),
    }
    if setting.has_password:
        cases["a registry that refuses, and none"] = lambda: refused(setting)
    for name, case in cases.items():
        try:
            case()
            print(f"ok {name}", flush=True)
        except Exception as error:  # a decoder's own, too: the next case may still hold
            print(f"not ok {name}: {type(error).__name__}: {' '.join(str(error).split())[:800]}",
                  flush=True)


if __name__ == "__main__":
    main()
