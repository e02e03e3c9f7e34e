# nail_room(NAME [USES rooms...] [LIBS public libraries...] [PRIVATE_LIBS libraries...])
# One static library a room, from src/nail/NAME/*.cc. A room without sources yet is a header-only
# interface library, so that links stay the same when its first source arrives.
function(nail_room name)
  cmake_parse_arguments(ROOM "" "" "USES;LIBS;PRIVATE_LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/nail/${name}/*.cc)
  list(TRANSFORM ROOM_USES PREPEND nail_)
  if(sources)
    add_library(nail_${name} STATIC ${sources})
    target_link_libraries(nail_${name} PUBLIC nail_options ${ROOM_USES} ${ROOM_LIBS}
      PRIVATE ${ROOM_PRIVATE_LIBS})
    nail_precompiled(nail_${name})
    set_property(GLOBAL APPEND PROPERTY NAIL_ROOMS nail_${name})
  else()
    add_library(nail_${name} INTERFACE)
    target_link_libraries(nail_${name} INTERFACE nail_options ${ROOM_USES} ${ROOM_LIBS})
  endif()
endfunction()
