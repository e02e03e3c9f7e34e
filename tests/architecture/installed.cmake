# Installs the built program below TARGET and runs it from there, from another folder.
# Usage: cmake -DBUILD=<build tree> -DTARGET=<folder> -P installed.cmake

file(REMOVE_RECURSE "${TARGET}")
execute_process(COMMAND ${CMAKE_COMMAND} --install "${BUILD}" --prefix "${TARGET}"
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
set(programs nail)
if(EXISTS "${TARGET}/bin/nail-mpi")
  list(APPEND programs nail-mpi) # alone it is a run of one process
  set(ENV{OMPI_ALLOW_RUN_AS_ROOT} 1)
  set(ENV{OMPI_ALLOW_RUN_AS_ROOT_CONFIRM} 1)
  set(ENV{ASAN_OPTIONS} detect_leaks=0) # MPI itself keeps memory to the end
endif()
foreach(program IN LISTS programs)
  execute_process(COMMAND "${TARGET}/bin/${program}" --version WORKING_DIRECTORY "${TARGET}"
    OUTPUT_VARIABLE version COMMAND_ERROR_IS_FATAL ANY)
  if(NOT version MATCHES "^nail [0-9]+\\.[0-9]+\\.[0-9]+")
    message(FATAL_ERROR "the installed ${program} says: ${version}")
  endif()
endforeach()
