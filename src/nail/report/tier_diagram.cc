#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "nail/base/text.h"
#include "nail/report/colours.h"
#include "nail/report/figures.h"
#include "nail/report/format.h"
#include "nail/report/svg.h"

namespace nail::report {
namespace {

constexpr double kBoxWidth = 128, kBoxHeight = 46;
constexpr double kLowHeight = 22;  // boxes of one line
constexpr double kRowGap = 7, kColumnGap = 8, kStageGap = 40;
constexpr double kTop = 30, kMargin = 4;
constexpr double kFont = 11;
constexpr std::size_t kMostOutside = 24;  // inputs from other chains beyond this are left out

struct Node {
  const ProductView* product;
  std::size_t stage = 0;
  bool outside = false;
  double order = 0;  // mean position of what it is joined to
  double x = 0, y = 0, height = kBoxHeight;
};

struct Stage {
  std::string title;
  std::vector<std::size_t> nodes;
  std::size_t columns = 1;
  double x = 0, width = 0;
};

struct Edge {
  std::size_t from, to;  // input, output
  std::string_view kind;
};

struct Diagram {
  std::vector<Node> nodes;
  std::vector<Stage> stages;
  std::vector<Edge> edges;
  double width = 0, height = 0;
};

// False where neither suppliers nor an exposure are known.
bool is_told(const ProductView& product) {
  return !product.suppliers.empty() || largest_foreign(product) != nullptr;
}

Diagram collect(const View& view, const ChainView& chain) {
  Diagram diagram;
  std::unordered_map<std::string_view, std::size_t> node_of;
  const std::vector<const ProductView*> products = products_of(view, chain);
  // Inputs that belong to other chains stand in a column of their own, before the first stage.
  std::vector<const ProductView*> outside;
  for (const ProductView* product : products) node_of.emplace(product->id, 0);
  for (const ProductView* product : products) {
    for (const std::string& need : product->needs) {
      const ProductView* input = view.product(need);
      if (input && node_of.emplace(input->id, 0).second) outside.push_back(input);
    }
  }
  if (!outside.empty() && outside.size() <= kMostOutside) {
    diagram.stages.push_back({"From other chains", {}});
    for (const ProductView* product : outside) {
      node_of[product->id] = diagram.nodes.size();
      diagram.stages.back().nodes.push_back(diagram.nodes.size());
      diagram.nodes.push_back({product, 0, true});
    }
  } else {
    for (const ProductView* product : outside) node_of.erase(product->id);
  }
  std::map<std::string_view, std::size_t> stage_of;
  for (const std::string& stage : chain.stages) {
    if (!stage_of.emplace(stage, diagram.stages.size()).second) continue;
    diagram.stages.push_back({stage_label(stage), {}});
  }
  for (const ProductView* product : products) {
    const auto [at, is_new] = stage_of.emplace(product->stage, diagram.stages.size());
    if (is_new) diagram.stages.push_back({stage_label(product->stage), {}});
    node_of[product->id] = diagram.nodes.size();
    diagram.stages[at->second].nodes.push_back(diagram.nodes.size());
    diagram.nodes.push_back({product, at->second, false});
  }
  std::erase_if(diagram.stages, [](const Stage& stage) { return stage.nodes.empty(); });
  for (std::size_t s = 0; s < diagram.stages.size(); ++s) {
    for (const std::size_t node : diagram.stages[s].nodes) diagram.nodes[node].stage = s;
  }
  for (const ProductView* product : products) {
    for (std::size_t i = 0; i < product->needs.size(); ++i) {
      const auto input = node_of.find(product->needs[i]);
      if (input == node_of.end()) continue;
      std::string_view kind = "essential";
      if (i < product->needs_kind.size()) kind = product->needs_kind[i];
      diagram.edges.push_back({input->second, node_of.at(product->id), kind});
    }
  }
  return diagram;
}

// Orders the boxes of each stage by the mean place of what they are joined to, so that fewer lines
// cross: two sweeps forth and back.
void order(Diagram& diagram) {
  std::vector<double> position(diagram.nodes.size(), 0);
  const auto number_stage = [&](const Stage& stage) {
    const double count = static_cast<double>(stage.nodes.size());
    for (std::size_t i = 0; i < stage.nodes.size(); ++i) {
      position[stage.nodes[i]] = (static_cast<double>(i) + 0.5) / count;
    }
  };
  for (const Stage& stage : diagram.stages) number_stage(stage);
  for (int sweep = 0; sweep < 4; ++sweep) {
    const bool forth = sweep % 2 == 0;
    for (std::size_t k = 0; k < diagram.stages.size(); ++k) {
      Stage& stage = diagram.stages[forth ? k : diagram.stages.size() - 1 - k];
      for (const std::size_t node : stage.nodes) {
        double sum = 0, count = 0;
        for (const Edge& edge : diagram.edges) {
          const std::size_t mine = forth ? edge.to : edge.from;
          const std::size_t other = forth ? edge.from : edge.to;
          if (mine != node || diagram.nodes[other].stage == diagram.nodes[node].stage) continue;
          sum += position[other];
          count += 1;
        }
        diagram.nodes[node].order = count > 0 ? sum / count : position[node];
      }
      std::stable_sort(stage.nodes.begin(), stage.nodes.end(), [&](std::size_t a, std::size_t b) {
        return diagram.nodes[a].order < diagram.nodes[b].order;
      });
      number_stage(stage);
    }
  }
}

// Inputs from elsewhere and products of which nothing is known take one line. The latter stand at
// the foot of their stage, so that what is known is read together.
void set_heights(Diagram& diagram) {
  for (Node& node : diagram.nodes) {
    if (node.outside || !is_told(*node.product)) node.height = kLowHeight;
  }
  for (Stage& stage : diagram.stages) {
    std::stable_partition(stage.nodes.begin(), stage.nodes.end(),
                          [&](std::size_t node) { return is_told(*diagram.nodes[node].product); });
  }
}

// The height of each row of a stage that is wrapped into columns.
std::vector<double> row_heights(const Diagram& diagram, const Stage& stage, std::size_t columns) {
  std::vector<double> heights((stage.nodes.size() + columns - 1) / columns, 0);
  for (std::size_t i = 0; i < stage.nodes.size(); ++i) {
    double& height = heights[i / columns];
    height = std::max(height, diagram.nodes[stage.nodes[i]].height);
  }
  return heights;
}

double total(const std::vector<double>& heights) {
  double sum = -kRowGap;
  for (const double height : heights) sum += height + kRowGap;
  return sum;
}

// Wraps the tallest stage into one more column again and again while the page is wide enough and
// the diagram gets lower by it; then places every box.
void place(Diagram& diagram) {
  const std::size_t widest =
      std::max<std::size_t>(diagram.nodes.size() > 50 ? 7 : 6, diagram.stages.size());
  const double low_enough = 8 * (kBoxHeight + kRowGap);
  for (std::size_t used = diagram.stages.size(); used < widest; ++used) {
    Stage* tallest = nullptr;
    double height = low_enough;
    for (Stage& stage : diagram.stages) {
      const double own = total(row_heights(diagram, stage, stage.columns));
      if (own > height) {
        height = own;
        tallest = &stage;
      }
    }
    if (!tallest) break;
    ++tallest->columns;
  }
  double body = 0, x = kMargin;
  for (Stage& stage : diagram.stages) {
    body = std::max(body, total(row_heights(diagram, stage, stage.columns)));
    stage.x = x;
    stage.width = static_cast<double>(stage.columns) * (kBoxWidth + kColumnGap) - kColumnGap;
    x += stage.width + kStageGap;
  }
  diagram.width = x - kStageGap + kMargin;
  diagram.height = kTop + body + kMargin;
  for (const Stage& stage : diagram.stages) {
    // Row by row, so that neighbours in the order stay neighbours on the page.
    const std::vector<double> heights = row_heights(diagram, stage, stage.columns);
    double y = kTop + (body - total(heights)) / 2;
    for (std::size_t i = 0; i < stage.nodes.size(); ++i) {
      Node& node = diagram.nodes[stage.nodes[i]];
      node.x = stage.x + static_cast<double>(i % stage.columns) * (kBoxWidth + kColumnGap);
      node.y = y;
      if ((i + 1) % stage.columns == 0) y += heights[i / stage.columns] + kRowGap;
    }
  }
}

void draw_edge(std::string& out, const Diagram& diagram, const Edge& edge) {
  const Node& from = diagram.nodes[edge.from];
  const Node& to = diagram.nodes[edge.to];
  const double y1 = from.y + from.height / 2, y2 = to.y + to.height / 2;
  out += "<path class=\"";
  if (!is_told(*to.product)) out += "faint ";
  out += edge.kind == "essential"   ? "e-essential"
         : edge.kind == "important" ? "e-important"
                                    : "e-optional";
  out += "\" d=\"M";
  if (from.stage == to.stage) {
    // Within a stage a line leaves and enters on the right, as a small bow.
    const double right = std::max(from.x, to.x) + kBoxWidth;
    out += fixed(from.x + kBoxWidth, 0) + " " + fixed(y1, 0) + "C" + fixed(right + 22, 0) + " " +
           fixed(y1, 0) + " " + fixed(right + 22, 0) + " " + fixed(y2, 0) + " " +
           fixed(to.x + kBoxWidth, 0) + " " + fixed(y2, 0);
  } else {
    const bool forward = from.stage < to.stage;
    const double x1 = forward ? from.x + kBoxWidth : from.x;
    const double x2 = forward ? to.x : to.x + kBoxWidth;
    const double middle = (x1 + x2) / 2;
    out += fixed(x1, 0) + " " + fixed(y1, 0) + "C" + fixed(middle, 0) + " " + fixed(y1, 0) + " " +
           fixed(middle, 0) + " " + fixed(y2, 0) + " " + fixed(x2, 0) + " " + fixed(y2, 0);
  }
  out += "\"/>";
}

void draw_node(std::string& out, const Node& node) {
  const ProductView& product = *node.product;
  const ExposureView* exposure = largest_foreign(product);
  const double part = exposure ? exposure->any_tier.value : kUnknown;
  const bool known = is_known(part), told = is_told(product);
  const std::string name = product.name.empty() ? product.id : product.name;
  out += "<g><title>" + html_escape(name);
  if (exposure) {
    out += ": any-tier " + percent(part) + ", " + html_escape(exposure->source_name);
  } else {
    out += told ? ": no exposure" : ": supply not known";
  }
  out += "</title><rect class=\"box";
  if (node.outside) out += " outside";
  if (!told) out += " unknown";
  out += "\" x=\"" + fixed(node.x, 0) + "\" y=\"" + fixed(node.y, 0) + "\" width=\"" +
         fixed(kBoxWidth, 0) + "\" height=\"" + fixed(node.height, 0) + "\" rx=\"3\" fill=\"" +
         (known  ? colour(Scale::exposure, part)
          : told ? std::string("#fff")
                 : std::string("#eceeef")) +
         "\"/><g fill=\"" + (known ? text_on(Scale::exposure, part) : "#18222c") + "\">";
  const bool low = node.height < kBoxHeight;
  std::string value = told ? "none" : low ? "?" : "not known";
  if (exposure) {
    // On one line there is no room for the place beside the name; the box's title tells it.
    value = low ? percent(part)
                : shorten(exposure->source, kFont, 70).append(kSpace).append(percent(part));
  }
  double y = node.y + node.height / 2 + 4;
  if (low) {
    const double room = kBoxWidth - 18 - text_width(value, kFont);
    out += "<text x=\"" + fixed(node.x + 6, 0) + "\" y=\"" + fixed(y, 0) + "\">" +
           html_escape(shorten(name, kFont, room)) + "</text>";
  } else {
    const std::vector<std::string> lines = wrap(name, kFont, kBoxWidth - 12, 2);
    double line_y = node.y + (lines.size() == 1 ? 19 : 14);
    for (const std::string& line : lines) {
      out += "<text x=\"" + fixed(node.x + 6, 0) + "\" y=\"" + fixed(line_y, 0) + "\">" +
             html_escape(line) + "</text>";
      line_y += 12.5;
    }
    y = node.y + node.height - 6;
  }
  out += "<text class=\"value\" x=\"" + fixed(node.x + kBoxWidth - 6, 0) + "\" y=\"" + fixed(y, 0) +
         "\">" + html_escape(value) + "</text></g></g>";
}

void key(std::string& out) {
  out += "<p class=\"key\" aria-hidden=\"true\">Any-tier exposure to the largest foreign place: ";
  for (int step = 0; step <= 4; ++step) {
    out += "<span class=\"swatch\" style=\"background:" + colour(Scale::exposure, step / 4.0) +
           ";color:" + text_on(Scale::exposure, step / 4.0) + "\">" + std::to_string(step * 25) +
           "</span>";
  }
  out +=
      " <span>%</span> <span><svg width=\"30\" height=\"10\"><path class=\"e-essential\" d=\"M1 "
      "5H29\"/></svg> "
      "essential input</span><span><svg width=\"30\" height=\"10\"><path class=\"e-important\" "
      "d=\"M1 5H29\"/></svg> important</span><span><svg width=\"30\" height=\"10\"><path "
      "class=\"e-optional\" d=\"M1 5H29\"/></svg> optional</span></p>";
}

}  // namespace

void draw_tiers(std::string& out, const View& view, const ChainView& chain) {
  Diagram diagram = collect(view, chain);
  if (diagram.nodes.empty()) {
    out += "<p class=\"empty\">No product of this chain is in scope.</p>";
    return;
  }
  order(diagram);
  set_heights(diagram);
  place(diagram);
  const std::string title = html_escape(label(chain.id));
  out += "<figure class=\"tiers\">";
  key(out);
  out +=
      "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Tier diagram\"><svg "
      "role=\"img\" viewBox=\"0 0 " +
      fixed(diagram.width, 0) + " " + fixed(diagram.height, 0) +
      "\" style=\"max-width:" + fixed(diagram.width * 1.15, 0) +
      "px;min-width:" + fixed(diagram.width * 0.85, 0) + "px\"><title>Tiers of " + title +
      "</title><desc>" + std::to_string(diagram.nodes.size()) + " products in " +
      std::to_string(diagram.stages.size()) + " stages, " + std::to_string(diagram.edges.size()) +
      " inputs.</desc>";
  for (const Stage& stage : diagram.stages) {
    out += "<text class=\"stage\" x=\"" + fixed(stage.x, 0) + "\" y=\"16\">" +
           html_escape(shorten(stage.title, 12, stage.width)) +
           "</text><line class=\"stage\" x1=\"" + fixed(stage.x, 0) + "\" x2=\"" +
           fixed(stage.x + stage.width, 0) + "\" y1=\"22\" y2=\"22\"/>";
  }
  out += "<g class=\"edges\">";
  for (const Edge& edge : diagram.edges) draw_edge(out, diagram, edge);
  out += "</g>";
  for (const Node& node : diagram.nodes) draw_node(out, node);
  out +=
      "</svg></div><figcaption>Each box: product, the foreign place whose loss costs it most, "
      "and the part lost through every tier. Sources of the shares: the footprint below."
      "</figcaption></figure>";
}

}  // namespace nail::report
