// The report as a page: two plots and the numbers. Written by hand: no script, no font, no link.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <vector>

#include "generator/proof/report_text.h"

namespace barnabas {
namespace {

constexpr const char* style = R"(
:root { color-scheme: light dark; --ground: #ffffff; --ink: #1d2433; --soft: #667085;
  --line: #e4e7ec; --none: #98a2b3; --gzip: #c4621a; --snappy: #8a5cc7; --lz4: #12805c;
  --zstd: #1f5fd0; }
@media (prefers-color-scheme: dark) { :root { --ground: #11151d; --ink: #e6e9ef; --soft: #98a2b3;
  --line: #2a3140; --none: #7b8494; --gzip: #f0a061; --snappy: #bd9bf0; --lz4: #4fcf9f;
  --zstd: #7fb0ff; } }
body { background: var(--ground); color: var(--ink); margin: 2.5rem auto; max-width: 62rem;
  padding: 0 1.25rem; font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.05rem; margin: 2.2rem 0 .4rem; }
p { margin: .3rem 0; } .soft { color: var(--soft); }
svg { width: 100%; height: auto; display: block; } text { fill: var(--soft); font-size: 13px; }
.grid { stroke: var(--line); } .curve { fill: none; stroke-width: 2.25; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; } th { color: var(--soft); font-weight: 500; }
.scroll { overflow-x: auto; }
)";

struct Plot {
  static constexpr double width = 960, height = 400;
  static constexpr double left = 56, right = 110, top = 16, bottom = 44;

  static double across(double share) { return left + share * (width - left - right); }
  static double up(double share) { return height - bottom - share * (height - top - bottom); }
};

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    if (letter == '<')
      safe += "&lt;";
    else if (letter == '&')
      safe += "&amp;";
    else
      safe += letter;
  }
  return safe;
}

std::string text_at(double x, double y, std::string_view anchor, std::string_view text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor,
                     escaped(text));
}

std::string ink_of(const CodecRow& row) {
  return fmt::format("var(--{})", to_string(row.codec.codec));
}

// Rows of one codec share a colour; the more a level costs, the more solid its line.
std::string dashes_of(const CompressionReport& report, std::size_t index) {
  static constexpr const char* patterns[] = {"none", "7 4", "2 4", "9 3 2 3"};
  std::size_t later = 0;
  for (auto i = index + 1; i < report.rows.size(); ++i) {
    if (report.rows[i].codec.codec == report.rows[index].codec.codec) ++later;
  }
  return patterns[std::min(later, std::size(patterns) - 1)];
}

// 1, 2 or 5 times a power of ten, so that about five lines fit.
double step_for(double highest) {
  const auto rough = std::max(highest, 1e-9) / 5;
  const auto power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough) return factor * power;
  }
  return 10 * power;
}

struct Dot {
  double x = 0, y = 0;
};

struct Box {
  double left = 0, top = 0, right = 0, bottom = 0;

  bool meets(const Box& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
};

struct Label {
  double y = 0;
  double wanted = 0;
  std::string text;
  std::string ink;
};

// Moves labels apart until each has a line of its own.
void spread(std::vector<Label>& labels) {
  constexpr double apart = 16;
  std::sort(labels.begin(), labels.end(),
            [](const Label& a, const Label& b) { return a.wanted < b.wanted; });
  for (std::size_t i = 0; i < labels.size(); ++i) {
    labels[i].y = labels[i].wanted;
    if (i > 0) labels[i].y = std::max(labels[i].y, labels[i - 1].y + apart);
  }
  auto lowest = Plot::up(0) + apart / 4;
  for (std::size_t i = labels.size(); i-- > 0; lowest = labels[i].y - apart)
    labels[i].y = std::min(labels[i].y, lowest);
}

class Ratios {
 public:
  explicit Ratios(const CompressionReport& report) : report_(report) {
    for (const auto& row : report.rows) {
      for (const auto& cell : row.cells) highest_ = std::max(highest_, cell.ratio());
    }
    highest_ *= 1.06;
  }

  double height_of(double ratio) const { return Plot::up(ratio / highest_); }

  std::string grid() const {
    std::string svg;
    const auto step = step_for(highest_);
    for (double at = 0; at <= highest_; at += step) {
      svg += fmt::format("<line class=\"grid\" x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>\n",
                         Plot::left, Plot::width - Plot::right, height_of(at), height_of(at));
      svg += text_at(Plot::left - 8, height_of(at) + 4, "end", fmt::format("{:g}×", at));
    }
    return svg;
  }

  // Ratio by size of batch: one line a codec, sizes at even distances.
  std::string by_size() const {
    auto svg = grid();
    const auto count = report_.sizes.size();
    const auto x_of = [&](std::size_t i) {
      const auto share =
          static_cast<double>(i) / static_cast<double>(std::max<std::size_t>(count - 1, 1));
      return Plot::across(count == 1 ? 0.5 : share);
    };
    for (std::size_t i = 0; i < count; ++i)
      svg += text_at(x_of(i), Plot::up(0) + 20, "middle", report_.sizes[i].name());
    svg += text_at(Plot::across(0.5), Plot::height - 6, "middle", "records, or bytes, in a batch");
    std::vector<Label> labels;
    for (std::size_t r = 0; r < report_.rows.size(); ++r) {
      const auto& row = report_.rows[r];
      std::string points;
      for (std::size_t i = 0; i < count; ++i)
        points += fmt::format("{:.1f},{:.1f} ", x_of(i), height_of(row.cells[i].ratio()));
      svg += fmt::format(
          "<polyline class=\"curve\" stroke=\"{}\" stroke-dasharray=\"{}\" points=\"{}\"/>\n",
          ink_of(row), dashes_of(report_, r), points);
      for (std::size_t i = 0; i < count; ++i) {
        svg += fmt::format(
            "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\" fill=\"{}\"><title>{}, {}: {:.2f} times "
            "smaller</title></circle>\n",
            x_of(i), height_of(row.cells[i].ratio()), ink_of(row), row.codec.name(),
            report_.sizes[i].name(), row.cells[i].ratio());
      }
      labels.push_back({.wanted = height_of(row.cells.back().ratio()),
                        .text = row.codec.name(),
                        .ink = ink_of(row)});
    }
    return svg + ends(labels, x_of(count - 1) + 10);
  }

  // What the size costs: each codec a walk from the smallest batches to the largest.
  std::string by_cost() {
    double low = 1e9, high = 1e-9;
    for (const auto& row : report_.rows) {
      for (const auto& cell : row.cells) {
        low = std::min(low, cell.compress_ns);
        high = std::max(high, cell.compress_ns);
      }
    }
    const auto from = std::floor(std::log10(std::max(low, 1e-3)));
    const auto to = std::max(std::ceil(std::log10(std::max(high, 1e-3))), from + 1);
    const auto x_of = [&](double ns) {
      return Plot::across((std::log10(std::max(ns, 1e-3)) - from) / (to - from));
    };
    auto svg = grid();
    for (auto power = from; power <= to; ++power) {
      const auto ns = std::pow(10.0, power);
      svg += fmt::format(
          "<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>\n", x_of(ns),
          Plot::up(1), Plot::up(0));
      svg += text_at(x_of(ns), Plot::up(0) + 20, "middle", fmt::format("{:g}", ns));
    }
    svg += text_at(Plot::across(0.5), Plot::height - 6, "middle",
                   "nanoseconds of CPU to compress a byte");
    for (std::size_t r = 0; r < report_.rows.size(); ++r) {
      const auto& row = report_.rows[r];
      std::string points;
      std::string dots;
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const auto& cell = row.cells[i];
        points += fmt::format("{:.1f},{:.1f} ", x_of(cell.compress_ns), height_of(cell.ratio()));
        dots += fmt::format(
            "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" fill=\"{}\"><title>{}, {}: {:.2f} times "
            "smaller, {} MB/s</title></circle>\n",
            x_of(cell.compress_ns), height_of(cell.ratio()), i + 1 == row.cells.size() ? 5.5 : 3,
            ink_of(row), row.codec.name(), report_.sizes[i].name(), cell.ratio(),
            megabytes_a_second(cell.compress_ns));
      }
      svg += fmt::format(
          "<polyline class=\"curve\" opacity=\".55\" stroke=\"{}\" stroke-dasharray=\"{}\" "
          "points=\"{}\"/>\n",
          ink_of(row), dashes_of(report_, r), points);
      svg += dots;
      const auto& last = row.cells.back();
      dots_.push_back({x_of(last.compress_ns), height_of(last.ratio())});
    }
    return svg + beside_dots();
  }

 private:
  // Names beside the large dots, on a side where no other name and no other dot is.
  std::string beside_dots() const {
    constexpr double height = 15, letter = 7.5, gap = 9;
    std::vector<Box> taken;
    for (const auto& dot : dots_) taken.push_back({dot.x - 6, dot.y - 6, dot.x + 6, dot.y + 6});
    std::string svg;
    for (std::size_t r = 0; r < report_.rows.size(); ++r) {
      const auto name = report_.rows[r].codec.name();
      const auto& dot = dots_[r];
      const auto width = letter * static_cast<double>(name.size());
      const Box sides[] = {
          {dot.x + gap, dot.y - height / 2, dot.x + gap + width, dot.y + height / 2},
          {dot.x - gap - width, dot.y - height / 2, dot.x - gap, dot.y + height / 2},
          {dot.x - width / 2, dot.y - gap - height, dot.x + width / 2, dot.y - gap},
          {dot.x - width / 2, dot.y + gap, dot.x + width / 2, dot.y + gap + height},
      };
      const auto* side = std::find_if(std::begin(sides), std::end(sides), [&](const Box& box) {
        return box.right < Plot::width &&
               std::none_of(taken.begin(), taken.end(),
                            [&](const Box& other) { return box.meets(other); });
      });
      if (side == std::end(sides)) side = sides;
      taken.push_back(*side);
      svg += fmt::format(
          "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\" style=\"fill:{}\">{}</text>\n",
          (side->left + side->right) / 2, side->bottom - 3, ink_of(report_.rows[r]), name);
    }
    return svg;
  }

  static std::string ends(std::vector<Label> labels, double x) {
    spread(labels);
    std::string svg;
    for (const auto& label : labels) {
      svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" style=\"fill:{}\">{}</text>\n", x,
                         label.y + 4, label.ink, label.text);
    }
    return svg;
  }

  const CompressionReport& report_;
  double highest_ = 1;
  std::vector<Dot> dots_;
};

std::string plot(std::string_view title, std::string_view what, const std::string& svg) {
  return fmt::format(
      "<h2>{}</h2>\n<p class=\"soft\">{}</p>\n<svg viewBox=\"0 0 {} {}\" role=\"img\" "
      "aria-label=\"{}\">\n{}</svg>\n",
      title, what, Plot::width, Plot::height, title, svg);
}

template <class Cell>
std::string table(const CompressionReport& report, std::string_view title, const Cell& cell) {
  auto html = fmt::format("<h2>{}</h2>\n<div class=\"scroll\"><table>\n<tr><th>codec</th>", title);
  for (const auto& size : report.sizes) html += fmt::format("<th>{}</th>", size.name());
  html += "</tr>\n";
  for (const auto& row : report.rows) {
    html += fmt::format("<tr><td style=\"color:{}\">{}</td>", ink_of(row), row.codec.name());
    for (const auto& measured : row.cells) html += fmt::format("<td>{}</td>", cell(measured));
    html += "</tr>\n";
  }
  return html + "</table></div>\n";
}

std::string sent_table(const CompressionReport& report) {
  std::string html =
      "<h2>What a producer sent</h2>\n<div class=\"scroll\"><table>\n<tr><th>codec</th>"
      "<th>batches</th><th>records a batch</th><th>bytes in all</th><th>times smaller</th></tr>\n";
  for (const auto& row : report.sent) {
    const auto batches = static_cast<double>(std::max<std::uint64_t>(row.batches, 1));
    const auto after = static_cast<double>(std::max<std::uint64_t>(row.bytes_after, 1));
    html += fmt::format(
        "<tr><td style=\"color:var(--{})\">{}</td><td>{}</td><td>{:.1f}</td><td>{}</td>"
        "<td>{:.2f}</td></tr>\n",
        to_string(row.codec.codec), row.codec.name(), row.batches,
        static_cast<double>(row.records) / batches, row.bytes_after,
        static_cast<double>(row.bytes_before) / after);
  }
  return html + "</table></div>\n";
}

}  // namespace

std::string report_page(const CompressionReport& report) {
  Ratios ratios(report);
  auto html = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<title>Compression of {0}</title>\n<style>{1}</style>\n<h1>How much {0} compresses</h1>\n"
      "<p class=\"soft\">{2} records of {3:.0f} bytes on average, seed {4}; in batches as a "
      "producer makes them</p>\n<p>{5}.<br>{6}.</p>\n",
      escaped(report.title), style, report.records,
      static_cast<double>(report.bytes) /
          static_cast<double>(std::max<std::uint64_t>(report.records, 1)),
      report.seed, escaped(smallest_text(report)), escaped(cheapest_text(report)));
  html += plot("How many times smaller, by size of batch",
               "More records in a batch give a codec more to find again.", ratios.by_size());
  html += plot("What that costs",
               "Each line goes from the smallest batches to the largest, the large dot. Up is "
               "smaller, left is cheaper.",
               ratios.by_cost());
  html += table(report, "How many times smaller",
                [](const BatchMeasure& cell) { return fmt::format("{:.2f}", cell.ratio()); });
  html += table(report, "Compressing, MB a second of one core",
                [](const BatchMeasure& cell) { return megabytes_a_second(cell.compress_ns); });
  html += table(report, "Decompressing, MB a second of one core",
                [](const BatchMeasure& cell) { return megabytes_a_second(cell.decompress_ns); });
  if (!report.sent.empty()) html += sent_table(report);
  return html;
}

}  // namespace barnabas
