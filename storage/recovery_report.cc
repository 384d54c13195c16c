#include "storage/recovery_report.h"

namespace barnabas {

std::string_view to_string(FindingKind kind) {
  switch (kind) {
    case FindingKind::TailCut:
      return "tail cut";
    case FindingKind::DamageSetAside:
      return "damage set aside";
    case FindingKind::BatchRepaired:
      return "batch repaired";
    case FindingKind::SegmentSetAside:
      return "segment set aside";
    case FindingKind::SegmentMissing:
      return "segment missing";
    case FindingKind::IndexRebuilt:
      return "index rebuilt";
    case FindingKind::OrphanRemoved:
      return "orphan removed";
    case FindingKind::LeftoverRemoved:
      return "leftover removed";
    case FindingKind::LeftoverCompleted:
      return "leftover completed";
    case FindingKind::SnapshotDamaged:
      return "snapshot damaged";
    case FindingKind::EpochsRebuilt:
      return "epochs rebuilt";
    case FindingKind::RecoveryPointMoved:
      return "recovery point moved";
    case FindingKind::BatchDamaged:
      return "batch damaged";
  }
  return "unknown";
}

}  // namespace barnabas
