#include "generator/template/interpreter.h"

#include <fmt/format.h>

#include "generator/template/convert.h"
#include "generator/template/print.h"

namespace barnabas {

namespace {

constexpr std::size_t template_depth_max = 100'000;
// Short literals are copied in wide blocks, longer ones by who does nothing else.
constexpr std::size_t wide_copy_max = 128;

}  // namespace

TemplateResult<void> Interpreter::render(const RecordId& record, const Value& dot,
                                         TextBuffer& out) {
  arena_.reset();
  frames_.clear();
  body_ = &program_.bodies[program_.main];
  next_ = base_ = 0;
  at_ = nullptr;
  if (slots_.size() < body_->slot_count) slots_.resize(body_->slot_count);
  slot(0) = dot;
  if (record.seed != seed_ || record.emitter != emitter_) {
    seed_ = record.seed;
    emitter_ = record.emitter;
    emitter_key_ = Random::emitter_key(seed_, emitter_);
  }
  call_.record_key = Random::record_key(emitter_key_, record.number);
  if (run(out)) return {};
  const auto place = at_ ? locate(program_.tree, *at_) : Location{};
  return tl::unexpected(
      TemplateError{.message = execution_error(program_.tree, body_->name, at_, message_),
                    .line = place.line,
                    .column = place.column});
}

// False: stopped by an error, which is in message_ and at_.
bool Interpreter::run(TextBuffer& out) {
  while (true) {
    const auto& operation = body_->operations[next_++];
    bool goes_on = true;
    switch (operation.type) {
      case OperationType::Run:
        run_pieces(operation, out);
        break;
      case OperationType::Print:
        goes_on = print(operation, out);
        break;
      case OperationType::Evaluate:
        goes_on = !evaluate(*operation.expression, nullptr).failed();
        break;
      case OperationType::JumpIfFalse:
      case OperationType::With: {
        const auto value = evaluate(*operation.expression, nullptr);
        goes_on = !value.failed();
        if (!is_true(value)) {
          next_ = operation.target;
        } else if (operation.type == OperationType::With) {
          slot(operation.slot) = value;
        }
        break;
      }
      case OperationType::Jump:
        next_ = operation.target;
        break;
      case OperationType::RangeStart:
        goes_on = range_start(operation);
        break;
      case OperationType::RangeStep:
        goes_on = range_step(operation);
        break;
      case OperationType::CallTemplate:
        goes_on = call_template(operation);
        break;
      case OperationType::Fail:
        goes_on = !evaluate(*operation.expression, nullptr).failed();
        break;
      case OperationType::Return:
        if (frames_.empty()) return true;
        body_ = frames_.back().body;
        next_ = frames_.back().next;
        base_ = frames_.back().base;
        frames_.pop_back();
        break;
    }
    if (!goes_on) return false;
  }
}

void Interpreter::run_pieces(const Operation& operation, TextBuffer& out) {
  char* to = out.reserve(operation.size_max);
  const Piece* piece = body_->pieces.data() + operation.first;
  for (const auto* end = piece + operation.count; piece != end; ++piece) {
    if (piece->literal_size <= wide_copy_max) {
      to = copy_wide(to, piece->literal, piece->literal_size);
    } else {
      std::memcpy(to, piece->literal, piece->literal_size);
      to += piece->literal_size;
    }
    if (piece->writer != nullptr) {
      call_.stream = piece->stream;
      to = piece->writer(to, piece->data, call_);
    }
  }
  out.set_end(to);
}

bool Interpreter::print(const Operation& operation, TextBuffer& out) {
  const auto value = evaluate(*operation.expression, nullptr);
  if (value.failed()) return false;
  print_action(out, value);
  return true;
}

// Slots: what is ranged over, the position, the element. A number is ranged over as itself.
bool Interpreter::range_start(const Operation& operation) {
  at_ = operation.at;
  const auto value = evaluate(*operation.expression, nullptr);
  if (value.failed()) return false;
  bool empty = true;
  switch (value.kind()) {
    case Kind::Int:
    case Kind::Int64:
    case Kind::Uint8:
      if (operation.expression->declarations.size() > 1) {
        message_ =
            fmt::format("can't use {} to iterate over more than one variable", value.as_int());
        return false;
      }
      empty = value.as_int() <= 0;
      break;
    case Kind::List:
    case Kind::Map:
    case Kind::Nothing:
      empty = !is_true(value);
      break;
    default: {
      TextBuffer text;
      print_value(text, value);
      message_ = fmt::format("range can't iterate over {}", text.view());
      return false;
    }
  }
  if (empty) next_ = operation.target;
  slot(operation.slot) = value;
  slot(operation.slot + 1) = Value::of_int(0);
  return true;
}

bool Interpreter::range_step(const Operation& operation) {
  const auto container = slot(operation.slot);
  auto& position = slot(operation.slot + 1);
  const auto index = position.as_int();
  Value key = Value::of_int(index);
  Value element;
  bool over = false;
  if (container.kind() == Kind::List) {
    over = static_cast<std::size_t>(index) >= container.items().size();
    if (!over) element = container.item(static_cast<std::size_t>(index));
  } else if (container.kind() == Kind::Map) {
    const auto& map = container.map();
    over = static_cast<std::size_t>(index) >= map.entries.size();
    if (!over) {
      const auto& entry = map.entries[static_cast<std::size_t>(index)];
      key = entry.key;
      element = map.element == Kind::Nothing ? entry.value.as_boxed() : entry.value;
    }
  } else {
    over = index >= container.as_int();
    element = container.kind() == Kind::Int64   ? Value::of_int64(index)
              : container.kind() == Kind::Uint8 ? Value::of_uint8(static_cast<std::uint8_t>(index))
                                                : Value::of_int(index);
  }
  if (over) {
    next_ = operation.target;
    return true;
  }
  position = Value::of_int(index + 1);
  slot(operation.slot + 2) = element;
  if (operation.element_slot >= 0) slot(static_cast<std::size_t>(operation.element_slot)) = element;
  if (operation.index_slot >= 0) slot(static_cast<std::size_t>(operation.index_slot)) = key;
  return next_round();
}

bool Interpreter::next_round() {
  call_.record_key += Random::round_offset(1);
  if (cancelled_ == nullptr || !cancelled_->load(std::memory_order_relaxed)) return true;
  message_ = "stopped before its end";
  return false;
}

bool Interpreter::call_template(const Operation& operation) {
  at_ = operation.at;
  if (frames_.size() == template_depth_max) {
    message_ = fmt::format("exceeded maximum template depth ({})", template_depth_max);
    return false;
  }
  Value dot;
  if (operation.expression != nullptr) dot = evaluate(*operation.expression, nullptr);
  if (dot.failed()) return false;
  frames_.push_back({body_, next_, base_});
  base_ += body_->slot_count;
  body_ = &program_.bodies[operation.first];
  next_ = 0;
  if (slots_.size() < base_ + body_->slot_count) slots_.resize(base_ * 2 + body_->slot_count);
  slot(0) = dot;
  return next_round();
}

}  // namespace barnabas
