# Draws the include graph of src/ and fails on an arrow that the house does not allow:
#   - a room that CMake says uses a room beside it or below it (rooms.txt holds the levels);
#   - a source that includes a room which its own does not use (nail_room(... USES ...));
#   - an include of our own by anything but "nail/ROOM/FILE.h" (within src/cli, and src/mpi which
#     stands on it: "FILE.h");
#   - an outside library in another room than the one it is private to;
#   - a room that prints, or ends the process.
# Usage: cmake -DROOT=<project> -P check_includes.cmake

cmake_minimum_required(VERSION 3.25)
set(here "${CMAKE_CURRENT_LIST_DIR}")
set(faults 0)
macro(fault)
  message(NOTICE "${ARGN}")
  math(EXPR faults "${faults} + 1")
endmacro()

# Outside headers (a regular expression) that only one room, or the command line, may see.
set(private_headers
  "duckdb\\.h=table"
  "zlib\\.h=table"
  "xlsxwriter.*=report"
  "httplib\\.h=serve"
  "sqlite3\\.h=watch"
  "(Clp|Cbc|Coin|Osi|Cgl).*=solve"
  "CLI/.*=cli"
  "toml.*=cli"
  "mpi\\.h=mpi")

# Levels.
file(STRINGS "${here}/rooms.txt" lines REGEX "^[a-z]")
set(level 0)
set(known_rooms "")
foreach(line IN LISTS lines)
  separate_arguments(rooms UNIX_COMMAND "${line}")
  foreach(room IN LISTS rooms)
    set(level_${room} ${level})
    list(APPEND known_rooms ${room})
  endforeach()
  math(EXPR level "${level} + 1")
endforeach()

# What CMake lets each room use.
file(READ "${ROOT}/CMakeLists.txt" cmake)
string(REGEX MATCHALL "nail_room\\([^)]*\\)" calls "${cmake}")
set(declared_rooms "")
foreach(call IN LISTS calls)
  string(REGEX REPLACE "^nail_room\\((.*)\\)$" "\\1" call "${call}")
  string(REGEX REPLACE "[ \n\t]+" ";" words "${call}")
  list(POP_FRONT words room)
  list(APPEND declared_rooms ${room})
  set(uses_${room} "")
  set(reading "")
  foreach(word IN LISTS words)
    if(word MATCHES "^(USES|LIBS|PRIVATE_LIBS)$")
      set(reading ${word})
    elseif(reading STREQUAL "USES")
      list(APPEND uses_${room} ${word})
    endif()
  endforeach()
  if(NOT room IN_LIST known_rooms)
    fault("CMakeLists.txt: room ${room} has no level in tests/architecture/rooms.txt")
    set(level_${room} 1000)
  endif()
endforeach()
foreach(room IN LISTS declared_rooms)
  foreach(used IN LISTS uses_${room})
    if(NOT used IN_LIST declared_rooms)
      fault("CMakeLists.txt: room ${room} uses ${used}, which is no room")
    elseif(NOT level_${used} LESS level_${room})
      fault("CMakeLists.txt: room ${room} uses ${used}, which does not stand above it")
    endif()
  endforeach()
endforeach()

# Sources.
set(arrows 0)
file(GLOB_RECURSE sources RELATIVE "${ROOT}/src" "${ROOT}/src/*.h" "${ROOT}/src/*.cc")
foreach(source IN LISTS sources)
  if(source MATCHES "^nail/([^/]+)/")
    set(room ${CMAKE_MATCH_1})
    if(NOT room IN_LIST declared_rooms)
      fault("src/${source}: folder ${room} is no room of CMakeLists.txt")
      continue()
    endif()
    set(allowed ${room} ${uses_${room}})
  elseif(source MATCHES "^cli/")
    set(room cli)
    set(allowed ${declared_rooms})
  elseif(source MATCHES "^mpi/")
    set(room mpi)
    set(allowed ${declared_rooms})
  else()
    fault("src/${source}: stands in no room")
    continue()
  endif()

  file(STRINGS "${ROOT}/src/${source}" includes REGEX "^[ \t]*#[ \t]*include")
  foreach(include IN LISTS includes)
    if(NOT include MATCHES "include[ \t]*([<\"])([^>\"]+)[>\"]")
      fault("src/${source}: cannot read: ${include}")
      continue()
    endif()
    set(quote "${CMAKE_MATCH_1}")
    set(header "${CMAKE_MATCH_2}")
    if(header MATCHES "^nail/([^/]+)/[^/]+$")
      set(used ${CMAKE_MATCH_1})
      math(EXPR arrows "${arrows} + 1")
      if(NOT used IN_LIST allowed)
        fault("src/${source}: room ${room} may not include ${header}")
      endif()
    elseif(quote STREQUAL "\"" AND NOT (room MATCHES "^(cli|mpi)$" AND header MATCHES "^[^/]+$"))
      fault("src/${source}: write \"nail/ROOM/FILE.h\", not \"${header}\"")
    endif()
    foreach(rule IN LISTS private_headers)
      string(REGEX MATCH "^(.*)=([a-z]+)$" matched "${rule}")
      if(header MATCHES "^${CMAKE_MATCH_1}$")
        string(REGEX REPLACE "^.*=" "" owner "${rule}")
        if(NOT room STREQUAL owner)
          fault("src/${source}: ${header} is private to ${owner}")
        endif()
      endif()
    endforeach()
  endforeach()

  if(NOT room MATCHES "^(cli|mpi)$")
    file(STRINGS "${ROOT}/src/${source}" lines
      REGEX "std::(cout|cerr|clog|printf|puts|exit|abort|terminate|quick_exit)|[^a-z_:.>](printf|puts|exit|_exit|abort)\\(|fmt::print\\([^f]|fprintf\\(std(out|err)")
    foreach(line IN LISTS lines)
      if(NOT line MATCHES "^[ \t]*//")
        fault("src/${source}: a room neither prints nor ends the process: ${line}")
      endif()
    endforeach()
  endif()
endforeach()

list(LENGTH sources count)
message(NOTICE "${count} sources, ${arrows} includes between rooms, ${faults} faults")
if(count EQUAL 0)
  message(FATAL_ERROR "there is no source under ${ROOT}/src")
endif()
if(faults GREATER 0)
  message(FATAL_ERROR "the include graph has arrows that the house does not allow")
endif()
