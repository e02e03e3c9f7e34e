// The table ESSENTIALITY of an import of edges: a matrix or the long form.
#pragma once

#include <filesystem>
#include <vector>

#include "nail/base/diagnostics.h"
#include "nail/case/bind_firms.h"
#include "nail/case/model.h"

namespace nail {

// The classes in the order of the table, each pair once. Faults go to diagnostics.
std::vector<FirmClass> read_edge_classes(const std::filesystem::path& path, ProductNames& products,
                                         Diagnostics& diagnostics);

}  // namespace nail
