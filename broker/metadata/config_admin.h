#pragma once
// ConfigAdmin: shows and plans changes of the configs of topics, brokers, groups and client
// metrics.
//
// Planning adds records to a MetadataChange and gives the response that is true once they are in
// force; see admin_environment.h. Pure.

#include "broker/metadata/admin_environment.h"
#include "protocol/messages/configs/alter_configs.h"
#include "protocol/messages/configs/describe_configs.h"
#include "protocol/messages/configs/incremental_alter_configs.h"
#include "protocol/messages/configs/list_config_resources.h"

namespace barnabas {

class ConfigAdmin {
 public:
  explicit ConfigAdmin(AdminEnvironment environment) : environment_(std::move(environment)) {}

  DescribeConfigsResponse describe(const DescribeConfigsRequest& request) const;

  // Replaces everything that was set for a resource.
  AlterConfigsResponse alter(const AlterConfigsRequest& request, MetadataChange& change) const;

  // Sets, deletes, appends to and subtracts from single configs.
  IncrementalAlterConfigsResponse alter(const IncrementalAlterConfigsRequest& request,
                                        MetadataChange& change) const;

  ListConfigResourcesResponse list(const ListConfigResourcesRequest& request,
                                   Version version) const;

 private:
  using AlterableConfig = IncrementalAlterConfigsRequest::AlterableConfig;

  Result<std::vector<DescribeConfigsResponse::ResourceResult>> entries_of(
      const ConfigResource& resource, const DescribeConfigsRequest& request) const;
  Result<std::vector<DescribeConfigsResponse::ResourceResult>> broker_entries(
      const std::string& name, const DescribeConfigsRequest& request) const;

  template <class Response, class Request, class Apply>
  Response alter_each(const Request& request, MetadataChange& change, const Apply& apply) const;
  // Whether configs of that resource can be changed at all.
  Result<void> check_resource(const ConfigResource& resource) const;
  // What is set for a resource, under the names that clients know.
  ConfigMap overrides_of(const ConfigResource& resource) const;
  Result<void> apply(const ConfigResource& resource, const AlterableConfig& config,
                     ConfigMap& overrides) const;
  Result<ConfigMap> altered(const ConfigResource& resource,
                            const std::vector<AlterableConfig>& configs) const;
  Result<ConfigMap> replaced(
      const ConfigResource& resource,
      const std::vector<AlterConfigsRequest::AlterableConfig>& configs) const;
  // The list that APPEND and SUBTRACT start from.
  std::vector<std::string> current_list(const ConfigResource& resource, std::string_view name,
                                        const ConfigMap& overrides) const;
  void add_records(const ConfigResource& resource, const ConfigMap& wanted,
                   MetadataChange& change) const;

  AdminEnvironment environment_;
};

}  // namespace barnabas
