# nail_precompiled(TARGET): TARGET reads the headers of the libraries that most files include from a
# precompiled form; nail_precompiled_tests(TARGET) those of the tests as well. Reading them anew costs
# about a third of a build. A file still includes all it uses: it must also compile without.
#
# GCC's precompiled headers defeat ccache (unless it is told to be sloppy), which saves far more where
# it is used: AUTO means without a compiler launcher.
set(NAIL_PCH AUTO CACHE STRING "Precompile the headers of libraries: AUTO, ON or OFF")
set_property(CACHE NAIL_PCH PROPERTY STRINGS AUTO ON OFF)
if(NAIL_PCH STREQUAL "AUTO" AND CMAKE_CXX_COMPILER_LAUNCHER)
  set(nail_pch OFF)
else()
  set(nail_pch ${NAIL_PCH})
endif()

set(common <algorithm> <array> <cmath> <cstdint> <filesystem> <functional> <map> <memory> <numeric>
  <optional> <set> <span> <string> <string_view> <unordered_map> <utility> <vector>
  <fmt/format.h>)
# Tests are compiled at -O1: what takes long in them is the code they try, or an oracle, and those
# stand in libraries.
set(nail_test_options $<$<CONFIG:Release>:-O1>)

# Each precompiled form belongs to a library of nothing else, so that nobody waits for a link.
if(nail_pch)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/precompiled.cc CONTENT "")
  add_library(nail_pch OBJECT ${CMAKE_BINARY_DIR}/generated/precompiled.cc)
  target_link_libraries(nail_pch PRIVATE nail_options fmt::fmt)
  target_precompile_headers(nail_pch PRIVATE ${common})
  if(NAIL_TESTS)
    find_package(GTest REQUIRED)
    add_library(nail_test_pch OBJECT ${CMAKE_BINARY_DIR}/generated/precompiled.cc)
    target_link_libraries(nail_test_pch PRIVATE nail_options fmt::fmt GTest::gmock)
    target_compile_options(nail_test_pch PRIVATE ${nail_test_options})
    target_precompile_headers(nail_test_pch PRIVATE ${common} <random> <gmock/gmock.h>
      <gtest/gtest.h>)
  endif()
endif()

function(nail_precompiled target)
  if(nail_pch)
    target_precompile_headers(${target} REUSE_FROM nail_pch)
  endif()
endfunction()

function(nail_precompiled_tests target)
  if(nail_pch)
    target_precompile_headers(${target} REUSE_FROM nail_test_pch)
  endif()
endfunction()
