#pragma once
// FieldName: what the name of a field says about what is in it.

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace barnabas {

class FieldName {
 public:
  // "customerFirstName" and "customer_first_name" are the words customer, first, name.
  FieldName(std::string path, std::string_view name);

  // Whether one of these words is among the name's.
  bool has(std::initializer_list<std::string_view> words) const;
  // Whether the words, written as one, end with one of these: "firstname".
  bool ends_with(std::initializer_list<std::string_view> endings) const;

  // The same of the field that it stands in: "name" of "customer.name" stands in customer.
  bool stands_in(std::initializer_list<std::string_view> words) const;

  const std::string& path() const { return path_; }  // for people: "user.first_name"
  const std::string& joined() const { return joined_; }

 private:
  std::string path_;
  std::string joined_;
  std::vector<std::string> words_;
};

}  // namespace barnabas
