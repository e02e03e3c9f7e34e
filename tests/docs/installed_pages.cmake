# Installs below TARGET and looks for the manual page and the completions where they are sought.
# Usage: cmake -DBUILD=<build tree> -DTARGET=<folder> -P installed_pages.cmake

file(REMOVE_RECURSE "${TARGET}")
execute_process(COMMAND ${CMAKE_COMMAND} --install "${BUILD}" --prefix "${TARGET}"
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
foreach(page man/man1/nail.1 bash-completion/completions/nail zsh/site-functions/_nail
    fish/vendor_completions.d/nail.fish)
  if(NOT EXISTS "${TARGET}/share/${page}")
    message(FATAL_ERROR "share/${page} is not installed")
  endif()
  file(READ "${TARGET}/share/${page}" text)
  if(NOT text MATCHES "exposure")
    message(FATAL_ERROR "share/${page} does not know the command exposure")
  endif()
endforeach()
