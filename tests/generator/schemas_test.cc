// Inference, and the bytes of the three encodings. The bytes of the golden values were made by
// other programs: fastavro 1.13.1 and protobuf 7.36 for Python.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "generator/schemas/inference.h"
#include "generator/schemas/registry_config.h"
#include "generator/schemas/schema_text.h"
#include "generator/schemas/value_encoder.h"

namespace barnabas {
namespace {

std::string golden(const std::string& name) {
  std::ifstream file(std::filesystem::path(BARNABAS_GOLDEN_SCHEMAS) / name);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string hex(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes) {
    for (const int shift : {4, 0})
      text += "0123456789abcdef"[(static_cast<unsigned char>(byte) >> shift) & 15];
  }
  return text;
}

std::string encoded(SchemaFormat format, const std::string& schema, const std::string& value,
                    const std::string& message = "") {
  auto encoder = make_value_encoder(format, "schema", schema, message);
  if (!encoder) return encoder.error().message;
  std::string out = "kept";
  const auto done = (*encoder)->encode(value, out);
  if (!done) {
    EXPECT_EQ(out, "kept");
    return done.error().message;
  }
  EXPECT_EQ(out.substr(0, 4), "kept");
  return hex(out.substr(4));
}

SchemaShape shape_of(const std::vector<std::string>& samples, const InferenceOptions& options) {
  Inference inference;
  for (const auto& sample : samples) EXPECT_TRUE(inference.add(sample)) << sample;
  return inference.shape(options);
}

std::string avro_of(const std::vector<std::string>& samples,
                    const InferenceOptions& options = {.name = "thing"}) {
  std::string text;
  for (const char c : avro_text(shape_of(samples, options), {})) {
    if (c != ' ' && c != '\n') text += c;
  }
  return text;
}

// The type of field "f" when it takes these values, one a sample.
std::string type_of(const std::vector<std::string>& values, const InferenceOptions& options = {}) {
  std::vector<std::string> samples;
  for (const auto& value : values) samples.push_back("{\"f\":" + value + "}");
  const auto text = avro_of(samples, options);
  const std::string start = R"("fields":[{"name":"f","type":)";
  const auto at = text.find(start) + start.size();
  return text.substr(at, text.size() - at - 3);
}

TEST(Inference, NumbersAreIntsLongsOrDoubles) {
  EXPECT_EQ(type_of({"7", "3", "9"}), R"("int")");
  EXPECT_EQ(type_of({"7", "8", "9"}), R"("long")") << "a counter grows for ever";
  EXPECT_EQ(type_of({"5", "5000000000", "4"}), R"("long")");
  EXPECT_EQ(type_of({"5", "1700000000", "4"}), R"("long")") << "the next one may be too large";
  EXPECT_EQ(type_of({"5", "0.5", "4"}), R"("double")");
  EXPECT_EQ(type_of({"18446744073709551615", "1"}), R"("double")") << "beyond a long";
}

TEST(Inference, WhatIsNullOrMissingIsNullable) {
  EXPECT_EQ(type_of({"true", "null"}), R"(["null","boolean"],"default":null)");
  EXPECT_EQ(type_of({"null"}), R"(["null","string"],"default":null)");
  EXPECT_EQ(avro_of({R"({"a":true})", R"({"b":"x"})"}),
            R"({"type":"record","name":"Thing","fields":[)"
            R"({"name":"a","type":["null","boolean"],"default":null},)"
            R"({"name":"b","type":["null","string"],"default":null}]})");
}

TEST(Inference, FewNamesSeenOftenAreAnEnumeration) {
  std::vector<std::string> values;
  for (int i = 0; i < 60; ++i) values.push_back(i % 3 == 0 ? R"("red")" : R"("green")");
  EXPECT_EQ(type_of(values), R"({"type":"enum","name":"F","symbols":["green","red"]})");
  EXPECT_EQ(type_of(values, {.enums = false}), R"("string")");
  values.push_back(R"("blue")");
  EXPECT_EQ(type_of(values), R"("string")") << "seen once: there may be more that were not seen";
  values.back() = R"("not a name")";
  values.insert(values.end(), 5, values.back());
  EXPECT_EQ(type_of(values), R"("string")");
}

TEST(Inference, TimesAreRecognisedWhenAskedFor) {
  const InferenceOptions asked{.timestamps = true};
  const std::string timestamp = R"({"type":"long","logicalType":"timestamp-millis"})";
  EXPECT_EQ(type_of({"1767225600000", "1767225600001"}, asked), timestamp);
  EXPECT_EQ(type_of({R"("2026-05-17T12:00:00.5+02:00")"}, asked), timestamp);
  EXPECT_EQ(type_of({R"("2026-05-17")"}, asked), R"({"type":"int","logicalType":"date"})");
  EXPECT_EQ(type_of({R"("2026-05-17")", R"("2026-02-30")"}, asked), R"("string")");
  EXPECT_EQ(type_of({R"("2026-05-17")"}), R"("string")");
}

TEST(Inference, ListsRecordsAndMapsHaveTheirParts) {
  EXPECT_EQ(type_of({"[1,2]", "[]", "[2.5]"}), R"({"type":"array","items":"double"})");
  EXPECT_EQ(avro_of({R"({"order-lines":[{"n":1},{"n":2}],"x":{"order_line":{"n":true}}})"}),
            R"({"type":"record","name":"Thing","fields":[{"name":"order_lines","type":)"
            R"({"type":"array","items":{"type":"record","name":"OrderLine","fields":[)"
            R"({"name":"n","type":"int"}]}},"json":"order-lines"},)"
            R"({"name":"x","type":{"type":"record","name":"X","fields":[{"name":"order_line",)"
            R"("type":{"type":"record","name":"XOrderLine","fields":[)"
            R"({"name":"n","type":"boolean"}]}}]}}]})");
  std::vector<std::string> values;
  for (int i = 0; i < 20; ++i)
    values.push_back("{\"user-" + std::to_string(i) + "\":" + std::to_string(20 - i) + "}");
  EXPECT_EQ(type_of(values), R"({"type":"map","values":"int"})");
}

TEST(Inference, KindsWithNothingInCommonAreAUnion) {
  EXPECT_EQ(type_of({"1", R"("x")", "null"}), R"(["null","int","string"],"default":null)");
  const auto shape = shape_of({R"({"a":{"b":1}})", R"({"a":{"b":"x"}})"}, {});
  const auto text = protobuf_text(shape, {});
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().message.find("field 'a.b' has values of different kinds"), 0u);
  EXPECT_FALSE(protobuf_text(shape_of({"[1]"}, {}), {}));
}

TEST(Inference, SamplesThatAreNotJsonAreRefused) {
  Inference inference;
  const auto added = inference.add("{\"a\": 1,\n  b}");
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().message, "is not JSON at line 2, column 3: b}");
}

TEST(SchemaText, EveryLanguageTakesWhatWasInferredAndEncodesTheSamples) {
  std::vector<std::string> samples;
  for (int i = 0; i < 60; ++i) {
    samples.push_back(R"({"id":)" + std::to_string(i) +
                      R"(,"odd-name":"x y","straße \"":1,"kind":)" +
                      (i % 2 == 0 ? R"("a","maybe":null)" : R"("b")") +
                      R"(,"at":"2026-05-17T12:00:00Z","Line":{"price":1.5},"lines":[{"n":1}]})");
  }
  const auto shape = shape_of(samples, {.name = "my-order", .timestamps = true});
  for (const auto format : {SchemaFormat::Avro, SchemaFormat::Json, SchemaFormat::Protobuf}) {
    const auto text = schema_text(format, shape, {.name_space = "shop"});
    ASSERT_TRUE(text) << text.error().message;
    auto encoder = make_value_encoder(format, "schema", *text);
    ASSERT_TRUE(encoder) << encoder.error().message << *text;
    for (const auto& sample : samples) {
      std::string out;
      const auto done = (*encoder)->encode(sample, out);
      ASSERT_TRUE(done) << done.error().message << *text;
    }
  }
}

TEST(Avro, BytesAreThoseOfAnotherProgram) {
  EXPECT_EQ(encoded(SchemaFormat::Avro, golden("order.avsc"),
                    R"({"id":-3000000000,"small":150,"price":12.5,"weight":0.25,"paid":true,)"
                    R"("status":"closed","note":"café","mark":null,)"
                    R"("lines":[{"sku":"a-1","part":{"sku":"b"}}],"tags":{"x":1,"y":-2},)"
                    R"("either":"text","raw":"\u0000\u00ff","four":"abcd",)"
                    R"("at":"2026-05-17T14:00:00.250+02:00","day":"1969-12-31","amount":-12.3})"),
            "fff782ad16ac0200000000000029400000803e0102020a636166c3a9000206612d310202620000040278"
            "02027903000208746578740400ff61626364f4dbf5dcc6670104fb32");
}

TEST(Avro, AValueThatDoesNotFitIsRefusedWithFieldAndType) {
  const std::string schema =
      R"({"type":"record","name":"R","fields":[{"name":"a","type":{"type":"array","items":)"
      R"({"type":"record","name":"I","fields":[{"name":"n","type":"int"}]}}},)"
      R"({"name":"e","type":{"type":"enum","name":"E","symbols":["x","y"]},"default":"y"}]})";
  const auto error = [&](const std::string& value) {
    return encoded(SchemaFormat::Avro, schema, value);
  };
  EXPECT_EQ(error(R"({"a":[{"n":1}]})"), "02020002") << "the default of a field that is missing";
  EXPECT_EQ(error(R"({"a":[{"n":1},{"n":"2"}]})"), R"(field 'a[1].n': expected int, found "2")");
  EXPECT_EQ(error(R"({"a":[{"n":3000000000}]})"),
            "field 'a[0].n': expected int, found 3000000000, which needs a long");
  EXPECT_EQ(error(R"({"a":[],"e":"z"})"), R"(field 'e': expected one of x, y, found "z")");
  EXPECT_EQ(error(R"({})"), "field 'a': expected array, but the value lacks it");
  EXPECT_EQ(error(R"({"a":[],"b":1})"), "field 'b': R has no such field");
  EXPECT_EQ(error("[1]"), "expected an object, R, found [1]");
  EXPECT_EQ(error("{"), "is not JSON at line 1, column 2: ");
}

TEST(Avro, ASchemaThatIsNoneIsRefused) {
  const auto error = [](const std::string& schema) {
    return encoded(SchemaFormat::Avro, schema, "1");
  };
  EXPECT_EQ(error("\"strin\""),
            "schema: there is no type 'strin'; a type is defined before it is used");
  EXPECT_EQ(
      error(R"({"type":"record","name":"R","fields":[{"name":"x","type":"nul"}]})"),
      "schema: field 'x' of 'R': there is no type 'nul'; a type is defined before it is used");
  EXPECT_EQ(error(R"({"type":"array"})"), "schema: 'items' is missing");
}

TEST(Protobuf, BytesAreThoseOfAnotherProgram) {
  // The head: two indexes would be 04 ..; one that is not the first message is 02 and its index.
  EXPECT_EQ(
      encoded(SchemaFormat::Protobuf, golden("order.proto"),
              R"({"orderId":"-5","small":-1,"big":"18446744073709551615","below":-2,"f32":7,)"
              R"("s64":-7,"price":12.5,"weight":0.25,"paid":true,"status":"CLOSED","note":"",)"
              R"("lines":[{"sku":"a","part":{"sku":"b"}},{}],"numbers":[1,150],)"
              R"("words":["x",""],"loose":[3,4],"tags":{"k":-1},"byId":{"9":{"sku":"z"}},)"
              R"("right":"","raw":"AP8=","at":"2026-05-17T12:00:00.250Z","took":"-1.5s",)"
              R"("wrapped":"","odd-name":"o","deep":{"s":"d"},"zero":0})",
              "Order"),
      "020208fbffffffffffffffff0110ffffffffffffffffff0118ffffffffffffffffff0120032d0700000031f9ff"
      "ffffffffffff390000000000002940450000803e480150feffffffffffffffff015a00a201080a016112030a0162"
      "a20100aa0103019601b2010178b20100b80103b80104c2010e0a016b10ffffffffffffffffff01ca010708091203"
      "0a017afa010082020200ff8a020b08c0dba6d0061080e59a7792021608ffffffffffffffffff011080b6ca91feff"
      "ffffff019a0200a202016faa02030a0164b00200");
}

TEST(Protobuf, TheHeadSaysWhichMessageOfTheFileAValueIs) {
  EXPECT_EQ(encoded(SchemaFormat::Protobuf, golden("order.proto"), R"({"nothing":1})"), "000801");
  EXPECT_EQ(encoded(SchemaFormat::Protobuf, golden("order.proto"), R"({"s":"d"})", "Unused.Deep"),
            "0400000a0164");
  EXPECT_EQ(encoded(SchemaFormat::Protobuf, golden("order.proto"), "{}", "Nowhere"),
            "schema: there is no message 'Nowhere' in it");
}

TEST(Protobuf, AValueThatDoesNotFitIsRefusedWithFieldAndType) {
  const auto error = [](const std::string& value) {
    return encoded(SchemaFormat::Protobuf, golden("order.proto"), value, "Order");
  };
  EXPECT_EQ(error(R"({"lines":[{"part":{"sku":1}}]})"),
            "field 'lines[0].part.sku': expected string, found 1");
  EXPECT_EQ(error(R"({"small":3000000000})"), "field 'small': expected int32, found 3000000000");
  EXPECT_EQ(error(R"({"status":"LOST"})"),
            R"(field 'status': expected one of UNKNOWN, OPEN, CLOSED, found "LOST")");
  EXPECT_EQ(error(R"({"left":1,"right":""})"),
            "field 'right': another field of the same oneof is there too");
  EXPECT_EQ(error(R"({"none":1})"), "field 'none': shop.Order has no such field");
}

TEST(Protobuf, AFileThatIsNoneIsRefusedWithItsLine) {
  const auto error = [](const std::string& schema) {
    return encoded(SchemaFormat::Protobuf, schema, "{}");
  };
  EXPECT_EQ(error("syntax = \"proto3\";\nmessage A {\n  int32 x 1;\n}"),
            "schema: line 3: expected '=', found '1'");
  EXPECT_EQ(error("message A { strin x = 1; }"),
            "schema: field 'x' of 'A': there is no type 'strin'");
  EXPECT_EQ(error("message A {"), "schema: line 1: expected a name, but the file ends");
  EXPECT_EQ(error("syntax = \"proto3\";"), "schema: there is no message in it");
}

// What a JSON Schema asks for is tested where it is checked; here, that the text stays as it is and
// that a misfit names its field as those of the other languages do.
TEST(JsonSchema, TheTextStaysAsItIsOrIsRefusedWithItsField) {
  const std::string schema =
      R"({"type":"object","required":["id"],"properties":{"id":{"type":"integer"},)"
      R"("parts":{"type":"array","items":{"properties":{"n":{"type":"number"}}}}}})";
  const auto error = [&](const std::string& value) {
    return encoded(SchemaFormat::Json, schema, value);
  };
  EXPECT_EQ(error(R"({ "id": 1 })"), hex(R"({ "id": 1 })"));
  EXPECT_EQ(error(R"({"id":1,"parts":[{},{"n":"2"}]})"),
            R"(field 'parts[1].n': "2" is string, not number)");
  EXPECT_EQ(error("{}"), "the field \"id\" is missing");
  EXPECT_EQ(error("{\"id\":"), "is not JSON at line 1, column 7: ");
}

TEST(RegistryConfig, TakesJrsWordsAndConfluents) {
  const auto jr = read_registry_config("file", {{"schemaRegistryURL", "http://a:1, https://b"},
                                                {"schemaRegistryUser", "me"},
                                                {"schemaRegistryPassword", "x=y"},
                                                {"kekName", ""}});
  ASSERT_TRUE(jr) << jr.error().message;
  EXPECT_EQ(jr->urls, (std::vector<std::string>{"http://a:1", "https://b"}));
  EXPECT_EQ(jr->http.user, "me");
  EXPECT_EQ(jr->http.password, "x=y");
  const auto confluent =
      read_registry_config("file", {{"schema.registry.url", "http://a"},
                                    {"schema.registry.basic.auth.user.info", "me:x:y"},
                                    {"ssl.ca.location", "ca.pem"}});
  ASSERT_TRUE(confluent) << confluent.error().message;
  EXPECT_EQ(confluent->http.password, "x:y");
  EXPECT_EQ(confluent->http.ca_file, "ca.pem");
}

TEST(RegistryConfig, ErrorsNameThePropertyAndNeverItsValue) {
  const auto error = [](const std::string& name, const std::string& value) {
    return read_registry_config("file", {{name, value}}).error().message;
  };
  EXPECT_EQ(error("schemaRegistryURI", "x"),
            "file: there is no property 'schemaRegistryURI'. Did you mean 'schemaRegistryURL'?");
  EXPECT_EQ(error("basic.auth.user.info", "secret"),
            "file: basic.auth.user.info: expected USER:PASSWORD");
  EXPECT_EQ(error("kekName", "k").find("file: kekName: fields are not encrypted here"), 0u);
}

}  // namespace
}  // namespace barnabas
