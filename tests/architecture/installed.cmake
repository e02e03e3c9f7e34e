# Installs the built program below TARGET and runs it from there, from another folder.
# Usage: cmake -DBUILD=<build tree> -DTARGET=<folder> -P installed.cmake

file(REMOVE_RECURSE "${TARGET}")
execute_process(COMMAND ${CMAKE_COMMAND} --install "${BUILD}" --prefix "${TARGET}"
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND "${TARGET}/bin/nail" --version WORKING_DIRECTORY "${TARGET}"
  OUTPUT_VARIABLE version COMMAND_ERROR_IS_FATAL ANY)
if(NOT version MATCHES "^nail [0-9]+\\.[0-9]+\\.[0-9]+")
  message(FATAL_ERROR "the installed program says: ${version}")
endif()
