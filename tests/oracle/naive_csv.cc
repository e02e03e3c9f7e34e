#include "tests/oracle/naive_csv.h"

namespace nail::oracle {

std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row{""};
  bool quoted = false;
  bool blank = true;  // nothing of this row was seen
  const auto end_row = [&] {
    if (!blank) rows.push_back(row);
    row = {""};
    blank = true;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const char after = i + 1 < text.size() ? text[i + 1] : '\0';
    if (quoted && c == '"' && after == '"') {
      row.back() += '"';
      ++i;
    } else if (quoted && c == '"') {
      quoted = false;
    } else if (quoted) {
      row.back() += c;
    } else if (c == '"') {
      quoted = true;
      blank = false;
    } else if (c == ',') {
      row.emplace_back();
      blank = false;
    } else if (c == '\r' && after == '\n') {
      ++i;
      end_row();
    } else if (c == '\n') {
      end_row();
    } else {
      row.back() += c;
      blank = false;
    }
  }
  end_row();
  return rows;
}

}  // namespace nail::oracle
