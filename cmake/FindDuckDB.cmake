# Finds DuckDB's C library and header, and defines the imported target DuckDB::DuckDB.
#
# DUCKDB_ROOT (a variable or environment variable: the official libduckdb archive unpacked, or a
# folder with include/ and lib/) decides where it is given. Otherwise: build/duckdb, where
# scripts/fetch-duckdb puts it, then the system.

set(_duckdb_root "${DUCKDB_ROOT}")
if(NOT _duckdb_root)
  set(_duckdb_root "$ENV{DUCKDB_ROOT}")
endif()

# What an earlier configuration found may be gone, or elsewhere than DUCKDB_ROOT now says.
foreach(found IN ITEMS DuckDB_INCLUDE_DIR DuckDB_LIBRARY)
  if(DEFINED CACHE{${found}} AND (NOT EXISTS "${${found}}" OR NOT "${_duckdb_root}" STREQUAL "${NAIL_DUCKDB_ROOT_USED}"))
    unset(${found} CACHE)
  endif()
endforeach()
set(NAIL_DUCKDB_ROOT_USED "${_duckdb_root}" CACHE INTERNAL "DUCKDB_ROOT of the last configuration")

if(_duckdb_root)
  find_path(DuckDB_INCLUDE_DIR duckdb.h
    PATHS "${_duckdb_root}" PATH_SUFFIXES include NO_DEFAULT_PATH)
  find_library(DuckDB_LIBRARY duckdb
    PATHS "${_duckdb_root}" PATH_SUFFIXES lib NO_DEFAULT_PATH)
else()
  set(_duckdb_fetched "${CMAKE_CURRENT_LIST_DIR}/../build/duckdb")
  find_path(DuckDB_INCLUDE_DIR duckdb.h HINTS "${_duckdb_fetched}/include")
  find_library(DuckDB_LIBRARY duckdb HINTS "${_duckdb_fetched}/lib")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(DuckDB
  REQUIRED_VARS DuckDB_LIBRARY DuckDB_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "run scripts/fetch-duckdb, or set DUCKDB_ROOT")

if(DuckDB_FOUND AND NOT TARGET DuckDB::DuckDB)
  get_filename_component(_duckdb_library "${DuckDB_LIBRARY}" ABSOLUTE)
  get_filename_component(_duckdb_include "${DuckDB_INCLUDE_DIR}" ABSOLUTE)
  add_library(DuckDB::DuckDB SHARED IMPORTED)
  set_target_properties(DuckDB::DuckDB PROPERTIES
    IMPORTED_LOCATION "${_duckdb_library}"
    INTERFACE_INCLUDE_DIRECTORIES "${_duckdb_include}")
endif()
mark_as_advanced(DuckDB_INCLUDE_DIR DuckDB_LIBRARY)
