# barnabas_embed(TARGET BASE FILES...) puts files into a library byte for byte, by their paths below
# BASE: the assembler includes them, so nothing is generated but one small source with their names.
# generator/data/embedded.h gives them back.
function(barnabas_embed target base)
  set(files ${ARGN})
  list(SORT files)
  set(number 0)
  set(assembly "")
  set(names "")
  set(rows "")
  foreach(file IN LISTS files)
    file(RELATIVE_PATH name ${base} ${file})
    set(label barnabas_embedded_${number})
    string(APPEND assembly
      "    \".globl ${label}, ${label}_end\\n.hidden ${label}, ${label}_end\\n\"\n"
      "    \"${label}: .incbin \\\"${file}\\\"\\n${label}_end: .byte 0\\n\"\n")
    string(APPEND names "extern const char ${label}[];\nextern const char ${label}_end[];\n")
    string(APPEND rows "    {\"${name}\", ${label}, ${label}_end},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  set(EMBEDDED_ASSEMBLY "${assembly}")
  set(EMBEDDED_NAMES "${names}")
  set(EMBEDDED_ROWS "${rows}")
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${target}_embedded.cc)
  configure_file(${CMAKE_SOURCE_DIR}/generator/data/embedded.cc.in ${source} @ONLY)
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${files}")
  target_sources(${target} PRIVATE ${source})
endfunction()
