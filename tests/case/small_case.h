// A small case in a scratch folder, for tests that load one: tables by name, a descriptor by nail.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "nail/case/descriptor.h"
#include "nail/case/load.h"

namespace nail {

class SmallCase {
 public:
  SmallCase() {
    std::string pattern = (std::filesystem::temp_directory_path() / "nail-test-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    table["places"] = "place,name\nUSA,United States\nCHN,China\nJPN,Japan\n";
    table["products"] = "product,name,chain\nchip,Chip,electronics\nwafer,Wafer,electronics\n";
    table["supply"] = "product,place,share,source\nchip,USA,0.5,good\n";
    table["sources"] =
        "source,title,grade\ngood,A,verified\nfair,B,quoted\npoor,C,estimate\ngood2,D,verified\n";
  }
  ~SmallCase() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  SmallCase(const SmallCase&) = delete;
  SmallCase& operator=(const SmallCase&) = delete;

  // Writes the tables and loads the case.
  LoadedCase load() {
    for (const auto& [name, text] : table) {
      std::ofstream(folder_ / (name + ".csv"), std::ios::binary) << text;
    }
    const auto descriptor = describe_folder(folder_, "small");
    EXPECT_TRUE(descriptor) << descriptor.error().message;
    std::ofstream(folder_ / "datapackage.json") << *descriptor;
    diagnostics = {};
    auto loaded = load_case(folder_, diagnostics);
    EXPECT_TRUE(loaded);
    return std::move(*loaded);
  }
  // `file:line:column code`, one a line, notes too.
  std::string messages() const {
    std::string out;
    for (const Diagnostic& d : diagnostics.sorted()) {
      out += d.where.file + ":" + std::to_string(d.where.line) + ":" +
             std::to_string(d.where.column) + " " + d.code + "\n";
    }
    return out;
  }
  const std::filesystem::path& folder() const { return folder_; }

  std::map<std::string, std::string> table;
  Diagnostics diagnostics;

 private:
  std::filesystem::path folder_;
};

}  // namespace nail
