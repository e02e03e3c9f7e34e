# Compares docs/commands.md with what the program prints.
# Usage: cmake -DNAIL=<program> -DROOT=<project> -P command_reference.cmake

execute_process(COMMAND "${NAIL}" help --markdown OUTPUT_VARIABLE printed
  COMMAND_ERROR_IS_FATAL ANY)
file(READ "${ROOT}/docs/commands.md" written)
if(NOT printed STREQUAL written)
  message(FATAL_ERROR "docs/commands.md is not what the program prints; write it anew:\n"
    "  build/nail help --markdown > docs/commands.md")
endif()
