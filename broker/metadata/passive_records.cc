#include "broker/metadata/passive_records.h"

#include "protocol/messages/records/broker_records.h"
#include "protocol/messages/records/config_records.h"
#include "protocol/messages/records/security_records.h"

namespace barnabas {
namespace {

// What a record is about, and whether it says that the thing is gone.
struct Subject {
  std::string name;
  bool removed = false;
};

std::string subject(std::string_view kind, const auto&... parts) {
  std::string name(kind);
  ((name += '\0', name += parts), ...);
  return name;
}

Subject subject_of(const AccessControlEntryRecord& record) {
  return {subject("acl", to_string(record.id))};
}
Subject subject_of(const RemoveAccessControlEntryRecord& record) {
  return {subject("acl", to_string(record.id)), true};
}
Subject subject_of(const UserScramCredentialRecord& record) {
  return {subject("scram", record.name, std::to_string(record.mechanism))};
}
Subject subject_of(const RemoveUserScramCredentialRecord& record) {
  return {subject("scram", record.name, std::to_string(record.mechanism)), true};
}
Subject subject_of(const DelegationTokenRecord& record) {
  return {subject("token", record.token_id)};
}
Subject subject_of(const RemoveDelegationTokenRecord& record) {
  return {subject("token", record.token_id), true};
}
Subject subject_of(const RegisterControllerRecord& record) {
  return {subject("controller", std::to_string(record.controller_id))};
}
Subject subject_of(const UnregisterControllerRecord& record) {
  return {subject("controller", std::to_string(record.controller_id)), true};
}
Subject subject_of(const ClientQuotaRecord& record) {
  auto name = subject("quota", record.key);
  for (const auto& entity : record.entity)
    name += subject("", entity.entity_type, entity.entity_name ? "=" + *entity.entity_name : "");
  return {std::move(name), record.remove};
}
Subject subject_of(const ZkMigrationStateRecord&) { return {"zookeeper"}; }

template <Message M>
Result<Subject> read(const MetadataFrame& frame) {
  auto record = decode<M>(frame.body, frame.version);
  if (!record) return tl::unexpected(record.error());
  return subject_of(*record);
}

Result<Subject> subject_of(const MetadataFrame& frame) {
  switch (frame.type) {
    case AccessControlEntryRecord::info.type:
      return read<AccessControlEntryRecord>(frame);
    case RemoveAccessControlEntryRecord::info.type:
      return read<RemoveAccessControlEntryRecord>(frame);
    case UserScramCredentialRecord::info.type:
      return read<UserScramCredentialRecord>(frame);
    case RemoveUserScramCredentialRecord::info.type:
      return read<RemoveUserScramCredentialRecord>(frame);
    case DelegationTokenRecord::info.type:
      return read<DelegationTokenRecord>(frame);
    case RemoveDelegationTokenRecord::info.type:
      return read<RemoveDelegationTokenRecord>(frame);
    case RegisterControllerRecord::info.type:
      return read<RegisterControllerRecord>(frame);
    case UnregisterControllerRecord::info.type:
      return read<UnregisterControllerRecord>(frame);
    case ClientQuotaRecord::info.type:
      return read<ClientQuotaRecord>(frame);
    case ZkMigrationStateRecord::info.type:
      return read<ZkMigrationStateRecord>(frame);
    default:
      return Subject{};
  }
}

}  // namespace

Result<bool> PassiveRecords::apply(const MetadataFrame& frame) {
  const auto subject = subject_of(frame);
  if (!subject) return tl::unexpected(subject.error());
  if (subject->name.empty()) return false;
  if (subject->removed) {
    by_subject_.erase(subject->name);
    return true;
  }
  Buffer value;
  value.append(encode_unsigned_varint(std::uint32_t{1}).view());
  value.append(encode_unsigned_varint(static_cast<std::uint32_t>(frame.type)).view());
  value.append(encode_unsigned_varint(static_cast<std::uint32_t>(frame.version)).view());
  value.append(frame.body);
  by_subject_[subject->name] = as_text(value.view());
  return true;
}

void PassiveRecords::add_to(MetadataRecords& records) const {
  for (const auto& [subject, value] : by_subject_) records.add_encoded(as_bytes(value));
}

}  // namespace barnabas
