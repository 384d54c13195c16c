#pragma once
// TopicAdmin: plans the creation, growth and deletion of topics.
//
// Each function takes a request, adds the records of what is possible to `change`, and gives the
// response that is true once they are in force. What is impossible is answered topic by topic.
// Pure; see admin_environment.h.

#include <memory>

#include "broker/metadata/admin_environment.h"
#include "broker/metadata/topic_rules.h"
#include "protocol/messages/topics/create_partitions.h"
#include "protocol/messages/topics/create_topics.h"
#include "protocol/messages/topics/delete_topics.h"

namespace barnabas {

class TopicAdmin {
 public:
  explicit TopicAdmin(AdminEnvironment environment) : environment_(std::move(environment)) {}

  CreateTopicsResponse create(const CreateTopicsRequest& request, MetadataChange& change) const;

  // Topics with the broker's defaults, as auto-creation makes them; internal topics get the
  // partitions and configs that their coordinator needs. Names that exist or cannot be created are
  // passed over: the error says why for each that was refused.
  struct Refused {
    std::string name;
    Error error;
  };
  std::vector<Refused> create_by_name(const std::vector<std::string>& names,
                                      MetadataChange& change) const;

  DeleteTopicsResponse remove(const DeleteTopicsRequest& request, Version version,
                              MetadataChange& change) const;

  CreatePartitionsResponse add_partitions(const CreatePartitionsRequest& request,
                                          MetadataChange& change) const;

 private:
  using CreatableTopic = CreateTopicsRequest::CreatableTopic;
  using CreatedTopic = CreateTopicsResponse::CreatableTopicResult;

  // One topic of the request, checked; its replicas, partition by partition.
  Result<std::vector<ReplicaIds>> plan_partitions(const CreatableTopic& topic) const;
  Result<std::vector<ReplicaIds>> check_assignments(const CreatableTopic& topic) const;
  Result<ConfigMap> plan_configs(const CreatableTopic& topic) const;
  Result<CreatedTopic> plan_topic(const CreatableTopic& topic, MetadataChange& change) const;
  CreatableTopic by_default(const std::string& name) const;

  struct Deletion {
    const TopicImage* topic = nullptr;
    DeleteTopicsResponse::DeletableTopicResult result;
  };
  Deletion find_deletion(const DeleteTopicsRequest::DeleteTopicState& wanted) const;

  Result<std::vector<ReplicaIds>> plan_growth(const CreatePartitionsRequest::Topic& wanted) const;

  AdminEnvironment environment_;
};

}  // namespace barnabas
