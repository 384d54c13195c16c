"""The outputs of barnabas-gen, each into the real thing or the closest there is."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback

import boto3
import pymongo
import redis

import servers
from servers import Elastic, Server, ok

ROOT = os.environ["ROOT"]
PROGRAM = os.path.join(ROOT, "build", "release", "bin", "barnabas-gen")
SECONDS = 60
NUMBERED = ["run", "--embedded", '{"n": {{counter "n" 1 1}}}']
CASES = []


def case(function):
    CASES.append(function)
    return function


def gen(*arguments, code=0, environment=None, **popen):
    """Runs the program; returns what it wrote to stdout and stderr."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("JR_", "AWS_"))}
    kept |= {"XDG_CONFIG_HOME": "/nonexistent", "XDG_DATA_HOME": "/nonexistent",
             "HOME": "/nonexistent", **(environment or {})}
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=SECONDS,
                          env=kept, check=False, **popen)
    assert done.returncode == code, (f"barnabas-gen {' '.join(arguments)} exited with "
                                     f"{done.returncode}, not {code}: {done.stderr.strip()}")
    assert "s3cret" not in done.stderr, f"a secret is shown: {done.stderr}"
    return done.stdout, done.stderr


def properties(**given):
    """The names have __ for a dot."""
    return [word for name, value in given.items()
            for word in ("--output-property", f"{name.replace('__', '.')}={value}")]


def counts(told):
    return tuple(int(re.search(rf"^Data {name} \(Objects\): (\d+)$", told, re.M)[1])
                 for name in ("Delivered", "NOT Delivered"))


def equal(wanted, found):
    assert wanted == found, f"expected {wanted!r}, found {found!r}"


def file_with(text):
    file = tempfile.NamedTemporaryFile("w", suffix=".json", delete=False)
    file.write(text if isinstance(text, str) else json.dumps(text))
    file.close()
    return file.name


# --- http

@case
def http_requests_are_as_jrs_file_has_them():
    config = {"endpoint": {"method": "PUT", "timeout": "5s"}, "headers": {"X-One": "1"},
              "session": {"use_cookie_jar": True},
              "authentication": {"type": "basic", "basic": {"username": "me",
                                                            "password": "s3cret"}}}
    with Server(servers.with_basic("me", "s3cret")) as server:
        config["endpoint"]["url"] = server.url + "/in"
        _, told = gen(*NUMBERED, "-n", "50", "-o", "http", "--httpConfig", file_with(config))
        equal((50, 0), counts(told))
        equal({f'{{"n": {n}}}' for n in range(1, 51)}, set(server.bodies()))
        equal({("PUT", "/in", "1", "application/json")},
              {(r["method"], r["path"], r["headers"]["X-One"], r["headers"]["Content-Type"])
               for r in server.requests})
        assert len(server.connections) <= 8, "connections are not kept"
        config["authentication"]["basic"]["password"] = "not s3cret"
        _, told = gen(*NUMBERED, "-n", "50", "-o", "http", "--httpConfig", file_with(config),
                      code=1)
        equal(0, counts(told)[0])
        assert "status 401" in told and "look at the properties of authentication" in told, told


@case
def http_digest_bearer_and_api_key():
    with Server(servers.with_digest("me", "s3cret")) as server:
        _, told = gen(*NUMBERED, "-n", "20", "-o", "http", *properties(
            endpoint__url=server.url, in_flight=1, authentication__type="digest",
            authentication__digest__username="me", authentication__digest__password="s3cret"))
        equal((20, 0), counts(told))
        answered = [r for r in server.requests if "Authorization" in r["headers"]]
        equal([f'{{"n": {n}}}' for n in range(1, 21)], [r["body"] for r in answered])
        assert len(server.requests) <= 21, "what the server said for digest is not kept"
    with Server(ok) as server:
        gen(*NUMBERED, "-n", "1", "-o", "http", *properties(
            endpoint__url=server.url, authentication__type="bearer",
            authentication__bearer__token="s3cret"))
        gen(*NUMBERED, "-n", "1", "-o", "http", *properties(
            endpoint__url=server.url, authentication__type="api_key",
            authentication__api_key__header="X-Key", authentication__api_key__value="s3cret"))
        equal("Bearer s3cret", server.requests[0]["headers"]["Authorization"])
        equal("s3cret", server.requests[1]["headers"]["X-Key"])


@case
def http_cookies_are_sent_back_where_they_are_wanted():
    def answer(_):
        return 200, {"Set-Cookie": "session=42"}, ""
    for wanted, sent in (("true", [None, "session=42"]), ("false", [None, None])):
        with Server(answer) as server:
            gen(*NUMBERED, "-n", "2", "-o", "http", *properties(
                endpoint__url=server.url, session__use_cookie_jar=wanted, in_flight=1))
            equal(sent, [r["headers"].get("Cookie") for r in server.requests])


@case
def http_batches_are_lines_or_arrays():
    with Server(ok) as server:
        _, told = gen(*NUMBERED, "-n", "25", "-o", "http",
                      *properties(endpoint__url=server.url, batch__records=10, in_flight=1))
        equal((25, 0), counts(told))
        equal([10, 10, 5], [body.count("\n") for body in server.bodies()])
        equal(list(range(1, 26)),
              [json.loads(line)["n"] for body in server.bodies() for line in body.splitlines()])
        server.requests.clear()
        gen(*NUMBERED, "-n", "3", "-o", "http", *properties(
            endpoint__url=server.url, batch__records=10, batch__format="array"))
        equal([[{"n": 1}, {"n": 2}, {"n": 3}]], [json.loads(body) for body in server.bodies()])


@case
def http_slow_server_gets_several_requests_at_a_time_and_no_more():
    def answer(_):
        time.sleep(0.02)
        return 200, {}, ""
    with Server(answer) as server:
        _, told = gen(*NUMBERED, "-n", "60", "-o", "http",
                      *properties(endpoint__url=server.url, in_flight=4))
        equal((60, 0), counts(told))
        assert 2 <= server.most_under_way <= 4, server.most_under_way


@case
def http_what_may_pass_is_sent_again_and_what_may_not_is_counted():
    answers = iter([503, 429, None] + [200] * 100)
    with Server(lambda _: (next(answers), {}, "")) as server:
        _, told = gen(*NUMBERED, "-n", "10", "-o", "http", *properties(endpoint__url=server.url))
        equal((10, 0), counts(told))
        equal(13, len(server.requests))
    with Server(lambda r: (400 if '"n": 3' in r["body"] else 201, {}, "bad\nthing")) as server:
        _, told = gen(*NUMBERED, "-n", "10", "-o", "http", *properties(endpoint__url=server.url),
                      code=1)
        equal((9, 1), counts(told))
        assert "1 not delivered: the server of endpoint.url answered: status 400: bad thing" in told
        gen(*NUMBERED, "-n", "10", "-o", "http", *properties(
            endpoint__url=server.url, error_handling__ignore_status_code="true"))
        _, told = gen(*NUMBERED, "-n", "2", "-o", "http", *properties(
            endpoint__url=server.url, error_handling__expect_status_code="202"), code=1)
        equal((0, 2), counts(told))


@case
def http_a_server_that_goes_away_ends_the_run_with_the_count():
    seen = []

    def answer(request):
        seen.append(request)
        return (200 if len(seen) <= 5 else None), {}, ""
    with Server(answer) as server:
        _, told = gen(*NUMBERED, "-n", "1000", "-o", "http", *properties(
            endpoint__url=server.url, in_flight=1, retries=2), code=1)
        equal(5, counts(told)[0])
        assert "given up after 3 tries" in told and "endpoint.url" in told, told


@case
def http_unreachable_is_exit_code_3_and_wrong_properties_are_named():
    nowhere = f"http://127.0.0.1:{servers.free_port()}"
    _, told = gen(*NUMBERED, "-o", "http", *properties(endpoint__url=nowhere), code=3)
    assert "look at endpoint.url" in told, told
    _, told = gen(*NUMBERED, "-o", "http", "--httpConfig", file_with('{"endpoint": {"ulr": "x"}}'),
                  code=1)
    assert "no property 'endpoint.ulr'" in told and "Did you mean 'endpoint.url'?" in told, told
    _, told = gen(*NUMBERED, "-o", "http", *properties(endpoint__ulr="x"), code=2)
    assert "Did you mean 'endpoint.url'?" in told, told
    _, told = gen(*NUMBERED, "-o", "http", *properties(endpoint__url=nowhere, in_flight="many"),
                  code=1)
    assert "in_flight: expected a whole number" in told, told
    _, told = gen(*NUMBERED, "-o", "http", *properties(
        endpoint__url=nowhere, authentication__basic__username="x"), code=1)
    assert "needs authentication.type" in told, told


@case
def tls_certificates_are_looked_at_and_shown():
    with tempfile.TemporaryDirectory() as folder:
        certificate = servers.Certificate(folder)
        trusted = {"tls__root_ca_file": certificate.file}
        own = {"tls__cert_file": certificate.file, "tls__key_file": certificate.key}
        with Server(ok, certificate.context()) as server:
            line = [*NUMBERED, "-n", "20", "-o", "http", *properties(endpoint__url=server.url)]
            _, told = gen(*line, code=3)
            assert "certificate" in told and "look at tls.root_ca_file" in told, told
            for given in (trusted, {"tls__insecure_skip_verify": "true"}):
                equal((20, 0), counts(gen(*line, *properties(**given))[1]))
        with Server(ok, certificate.context(asks_for_the_clients=True)) as server:
            line = [*NUMBERED, "-n", "20", "-o", "http", *properties(endpoint__url=server.url,
                                                                     retries=0)]
            _, told = gen(*line, *properties(**trusted), code=1)
            equal(0, counts(told)[0])
            equal((20, 0), counts(gen(*line, *properties(**trusted, **own))[1]))
        with Server(Elastic(), certificate.context()) as server:
            line = [*NUMBERED, "-n", "20", "-o", "elastic", *properties(es_uri=server.url)]
            gen(*line, code=3)
            equal((20, 0), counts(gen(*line, *properties(**trusted))[1]))


# --- elastic

@case
def elastic_gets_bulks_and_tells_of_each_document():
    elastic = Elastic()
    with Server(elastic) as server:
        config = file_with({"es_uri": server.url, "index": "jr", "username": "admin",
                            "password": "s3cret"})
        _, told = gen("run", "user", "-n", "2500", "-k", '{{counter "k" 1 1}}', "-o", "elastic",
                      "--elasticConfig", config)
        equal((2500, 0), counts(told))
        equal({str(n) for n in range(1, 2501)}, set(elastic.indexes["jr"]))
        equal(3, len(server.requests))
        assert server.requests[0]["headers"]["Authorization"].startswith("Basic "), "no login"
        gen(*NUMBERED, "-n", "3", "-o", "opensearch", "-t", "mine", *properties(es_uri=server.url))
        equal([{"n": 1}, {"n": 2}, {"n": 3}], list(elastic.indexes["mine"].values()))
        _, told = gen("run", "--embedded", '{{if eq (counter "n" 1 1) 2}}oops{{else}}{}{{end}}',
                      "-n", "4", "-o", "elastic", *properties(es_uri=server.url), code=1)
        equal((3, 1), counts(told))
        assert "1 not delivered: index test: document_parsing_exception: failed" in told, told
        elastic.rejected = 7
        _, told = gen(*NUMBERED, "-n", "20", "-t", "again", "-o", "elastic",
                      *properties(es_uri=server.url))
        equal((20, 0), counts(told))
        equal(set(range(1, 21)), {d["n"] for d in elastic.indexes["again"].values()})
        for code, wanted in ((0, (5, 0)), (1, (0, 5))):
            _, told = gen(*NUMBERED, "-n", "5", "-k", '{{counter "k" 1 1}}', "-t", "once", "-o",
                          "elastic", *properties(es_uri=server.url, op_type="create"), code=code)
            equal(wanted, counts(told))
        assert "a document with that key exists" in told, told
    with Server(servers.with_basic("admin", "other")) as server:
        _, told = gen(*NUMBERED, "-n", "5", "-o", "elastic", *properties(
            es_uri=server.url, username="admin", password="s3cret"), code=1)
        assert "look at username, password and api_key" in told, told
    with Server(ok) as server:
        _, told = gen(*NUMBERED, "-n", "5", "-o", "elastic", *properties(es_uri=server.url), code=1)
        assert "no Elasticsearch" in told, told


# --- s3

@case
def s3_objects_of_one_record_and_of_many():
    server = servers.moto()
    s3 = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{server.port}",
                      aws_access_key_id="any", aws_secret_access_key="any",
                      region_name="eu-south-1")
    s3.create_bucket(Bucket="jr-bucket",
                     CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    signed_only = Server(servers.SignedOnly(server.port, "eu-south-1", "AKIAJR", "secret/+key"))
    login = {"AWS_ACCESS_KEY_ID": "AKIAJR", "AWS_SECRET_ACCESS_KEY": "secret/+key"}

    def objects(prefix):
        found = s3.list_objects_v2(Bucket="jr-bucket", Prefix=prefix).get("Contents", [])
        return {each["Key"]: s3.get_object(Bucket="jr-bucket", Key=each["Key"])["Body"].read()
                for each in found}
    config = file_with({"bucket": "jr-bucket", "aws_region": "eu-south-1",
                        "endpoint": signed_only.url})
    _, told = gen(*NUMBERED, "-n", "20", "-k", 'a b/ü+{{counter "k" 1 1}}', "-o", "s3",
                  "--s3Config", config, *properties(prefix="one/", suffix=".json"),
                  environment=login)
    equal((20, 0), counts(told))
    equal({f"one/a b/ü+{n}.json": b'{"n": %d}' % n for n in range(1, 21)}, objects("one/"))
    gen(*NUMBERED, "-n", "3", "-o", "s3", "--s3Config", config, *properties(prefix="two/"),
        environment=login)
    equal({b'{"n": 1}', b'{"n": 2}', b'{"n": 3}'}, set(objects("two/").values()))
    assert all(re.fullmatch(r"two/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", name)
               for name in objects("two/"))
    profile = file_with("[other]\naws_access_key_id = x\n[jr]\naws_access_key_id = AKIAJR\n"
                        "aws_secret_access_key = secret/+key\n")
    gen("run", "user", "-n", "250", "-t", "users", "-o", "s3", "--s3Config", config,
        *properties(prefix="many/", batch__records=100, compression="gzip"),
        environment={"AWS_SHARED_CREDENTIALS_FILE": profile, "AWS_PROFILE": "jr"})
    many = objects("many/")
    assert all(re.fullmatch(r"many/users/\d{8}T\d{6}Z-[0-9a-f]{8}-00000[1-3].jsonl.gz", name)
               for name in many), list(many)
    lines = [gzip.decompress(body).splitlines() for _, body in sorted(many.items())]
    equal([100, 100, 50], [len(each) for each in lines])
    assert all(json.loads(line)["guid"] for each in lines for line in each)
    _, told = gen(*NUMBERED, "-o", "s3", "--s3Config", config, environment={
        **login, "AWS_SECRET_ACCESS_KEY": "s3cret"}, code=1)
    assert "SignatureDoesNotMatch" in told and "look at access_key_id" in told, told
    _, told = gen(*NUMBERED, "-o", "s3", "--s3Config", config, "--output-property", "bucket=nope",
                  environment=login, code=1)
    assert "NoSuchBucket" in told and "look at bucket" in told, told
    _, told = gen(*NUMBERED, "-o", "s3", "--s3Config", config, code=1)
    assert "output s3 needs credentials" in told, told


# --- redis

@case
def redis_keys_lists_streams_and_channels():
    server = servers.redis_server("--requirepass", "s3cret")
    client = redis.Redis(port=server.port, password="s3cret", decode_responses=True)
    config = file_with({"host": "127.0.0.1", "port": str(server.port), "username": "default",
                        "password": "s3cret"})
    line = ["-o", "redis", "--redisConfig", config]
    _, told = gen(*NUMBERED, "-n", "2000", "-k", '{{counter "k" 1 1}}', *line, "--redis.ttl", "1h")
    equal((2000, 0), counts(told))
    equal('{"n": 77}', client.get("77"))
    assert 3500 < client.ttl("77") <= 3600, client.ttl("77")
    client.flushall()
    gen(*NUMBERED, "-n", "30", *line, *properties(prefix="u:"))
    equal(30, len(client.keys("u:*")))  # records without a key do not overwrite each other
    equal(-1, client.ttl(client.keys("u:*")[0]))
    go = file_with({"Addr": f"127.0.0.1:{server.port}", "Password": "s3cret", "DB": 3,
                    "PoolSize": 10, "DialTimeout": 2000000000})
    _, told = gen(*NUMBERED, "-n", "1", "-k", "k", "-o", "redis", "--redisConfig", go)
    assert "output redis: PoolSize means nothing here" in told, told
    equal('{"n": 1}', redis.Redis(port=server.port, password="s3cret", db=3,
                                  decode_responses=True).get("k"))
    gen(*NUMBERED, "-n", "3", *line, "-t", "list", *properties(mode="list"))
    equal(['{"n": 1}', '{"n": 2}', '{"n": 3}'], client.lrange("list", 0, -1))
    gen(*NUMBERED, "-n", "2", "-k", "k", *line, *properties(mode="stream", list="stream"))
    equal([{"key": "k", "value": '{"n": 1}'}, {"key": "k", "value": '{"n": 2}'}],
          [fields for _, fields in client.xrange("stream")])
    subscriber = client.pubsub()
    subscriber.subscribe("channel")
    subscriber.get_message(timeout=SECONDS)
    gen(*NUMBERED, "-n", "1", *line, "-t", "channel", *properties(mode="publish"))
    equal('{"n": 1}', subscriber.get_message(timeout=SECONDS)["data"])


@case
def redis_that_refuses_or_goes_away_is_told():
    server = servers.redis_server("--requirepass", "s3cret")
    client = redis.Redis(port=server.port, password="s3cret")
    at = properties(port=server.port, password="s3cret")
    _, told = gen(*NUMBERED, "-o", "redis", *properties(port=server.port, password="s3cre"), code=1)
    assert "look at username, password and db" in told, told
    client.set("list", "a text")
    _, told = gen(*NUMBERED, "-n", "3", "-o", "redis", "-t", "list", *at, *properties(mode="list"),
                  code=1)
    equal((0, 3), counts(told))
    assert "3 not delivered: WRONGTYPE" in told, told
    with subprocess.Popen([PROGRAM, *NUMBERED, "-k", '{{counter "k" 1 1}}', "-n", "5", "-f", "2ms",
                           "-o", "redis", *at], stderr=subprocess.PIPE, text=True) as run:
        def wait_for_more():
            before = client.dbsize()
            deadline = time.monotonic() + SECONDS
            while client.dbsize() <= before and time.monotonic() < deadline:
                time.sleep(0.01)
        wait_for_more()
        server.stop()
        server.start()  # empty; records go on into it
        wait_for_more()
        run.send_signal(signal.SIGINT)
        told = run.communicate(timeout=SECONDS)[1]
    equal(0, run.returncode)
    equal(0, counts(told)[1])
    server.stop()
    _, told = gen(*NUMBERED, "-o", "redis", *at, code=3)
    assert "look at host, port and Addr" in told, told


# --- mongo

@case
def mongo_documents_are_inserted_and_replaced():
    with tempfile.TemporaryDirectory() as folder:
        server = servers.ferretdb(folder)
        uri = f"mongodb://127.0.0.1:{server.port}"
        database = pymongo.MongoClient(uri)["mydb"]
        config = file_with({"mongo_uri": uri, "database": "mydb", "collection": "col1"})
        line = ["-o", "mongo", "--mongoConfig", config]
        _, told = gen("run", "user", "-n", "2500", *line)
        equal((2500, 0), counts(told))
        equal(2500, database["col1"].count_documents({}))
        assert "guid" in database["col1"].find_one()
        keyed = [*NUMBERED, "-n", "10", "-k", '{{counter "k" 1 1}}', "-o", "mongodb", "-t", "keyed",
                 *properties(mongo_uri=uri, database="mydb")]
        gen(*keyed)
        equal([{"_id": str(n), "n": n} for n in range(1, 11)],
              sorted(database["keyed"].find(), key=lambda each: each["n"]))
        _, told = gen(*keyed, code=1)
        equal((0, 10), counts(told))
        assert "10 not delivered: a document with that key exists; mode=upsert" in told, told
        gen(*keyed, "--embedded", *properties(mode="upsert"))
        equal(10, database["keyed"].count_documents({}))
        _, told = gen("run", "--embedded", '{{if eq (counter "n" 1 1) 2}}[1]{{else}}{}{{end}}',
                      "-n", "3", *line, code=1)
        equal((2, 1), counts(told))
        assert "a value is no JSON object" in told, told
        server.stop()
        _, told = gen(*NUMBERED, *line, *properties(
            mongo_uri=f"mongodb://me:s3cret@127.0.0.1:{server.port}/"), code=3)
        assert "look at mongo_uri" in told, told
        _, told = gen(*NUMBERED, *line, *properties(mongo_uri="mongodb://me:s3cret@@x"), code=1)
        assert "mongo_uri: expected mongodb://" in told, told


# --- together

@case
def emitters_of_a_group_write_to_several_services():
    server = servers.redis_server()
    with Server(ok) as http, tempfile.TemporaryDirectory() as folder:
        config = {"global": {"redisConfig": file_with({"port": server.port}), "redisTtl": "1m",
                             "httpConfig": file_with({"endpoint": {"url": http.url}})},
                  "emitters": {"two": [
                      {"name": "a", "embeddedTemplate": "a", "num": 2, "output": "http"},
                      {"name": "b", "embeddedTemplate": "b", "keyTemplate": "kb",
                       "output": "redis"}]}}
        with open(os.path.join(folder, "jrconfig.json"), "w", encoding="utf-8") as file:
            json.dump(config, file)
        _, told = gen("emitter", "run", "two", cwd=folder)
        equal((3, 0), counts(told))
        equal(["a", "a"], http.bodies())
        client = redis.Redis(port=server.port)
        equal((b"b", True), (client.get("kb"), 0 < client.ttl("kb") <= 60))


def main():
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    for function in CASES:
        name = function.__name__.replace("_", " ")
        if only not in name:
            continue
        try:
            function()
            print(f"ok {name}", flush=True)
        except Exception as error:  # whatever it is, the others go on
            print(f"not ok {name}: {error or 'an assertion failed'}", flush=True)
            if not isinstance(error, AssertionError) or not str(error):
                traceback.print_exc()


main()
