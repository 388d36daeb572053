# SPDX-License-Identifier: Apache-2.0
# Reports each include that crosses a border, and each plugin that the core names.
#   -v plugins="json rest ..."   the folders under plugins/

BEGIN {
  # What each folder of core/ may include besides itself: everything on its left.
  left["arrow"] = "etl"
  left["config"] = "etl arrow"
  left["plugin"] = "etl arrow"
  left["plan"] = "etl arrow config plugin"
  left["runtime"] = "etl arrow config plugin plan"
  left["cli"] = "etl arrow config plugin plan runtime"
  count = split(plugins, names, " ")
}

FNR == 1 {
  depth = split(FILENAME, part, "/")
  is_test = FILENAME ~ /(^|[\/_])test(ing)?[_.]/
  area = part[1]
  if (FILENAME ~ /^core\/include\//) area = "sdk"
}

function report(text) { printf "%s:%d: %s\n", FILENAME, FNR, text }
function has(list, word) { return index(" " list " ", " " word " ") > 0 }

function check_core(header, first) {
  if (first == "tests" && is_test) return
  if (first == part[2] || has(left[part[2]], first)) return
  if (first in left) report("core/" part[2] " may not include \"" header "\": only " left[part[2]] " are to its left")
  else if (first == "core") report("inside core/ write \"" substr(header, 6) "\", not \"" header "\"")
  else report("core/" part[2] " includes \"" header "\": it may include \"" part[2] "/...\" and " left[part[2]] \
              "; third-party headers stand in <>")
}

function check_plugin(header, first,   piece) {
  if (first == "etl" || (first == "tests" && is_test)) return
  split(header, piece, "/")
  if (first == "plugins" && (piece[2] == part[2] || piece[2] == "shared")) return
  report("a plugin includes \"etl/...\", its own \"plugins/" part[2] "/...\" and \"plugins/shared/...\", not \"" header "\"")
}

/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
  quoted = $0 ~ /include[ \t]*"/
  header = $0
  sub(/^[ \t]*#[ \t]*include[ \t]*[<"]/, "", header)
  sub(/[>"].*/, "", header)
  first = header
  sub(/\/.*/, "", first)

  if (area == "sdk") {
    if (quoted && first != "etl") report("the SDK includes only \"etl/...\" and the standard library, not \"" header "\"")
    if (!quoted && header ~ /[.\/]/ && header !~ /^std(def|int)\.h$/)
      report("the SDK includes only \"etl/...\" and the standard library, not <" header ">")
  } else if (area == "core" && quoted) {
    check_core(header, first)
  } else if (area == "plugins" && quoted) {
    check_plugin(header, first)
  }
  if (!quoted && (first == "etl" || first == "plugins" || first in left))
    report("our own headers stand in \"\", not <" header ">")
  if (first == "yaml-cpp" && FILENAME !~ /^(core\/config|tests)\//)
    report("yaml-cpp is included in core/config only")
  if (header ~ /^boost\/dll/ && FILENAME !~ /^core\/plugin\//)
    report("Boost.DLL is included in core/plugin only")
}

# `"json"` as a whole string literal. Where it is another thing of the same name: `// not the plugin`.
area == "core" && !is_test && /"/ && !/^[ \t]*(#[ \t]*include|\/\/)/ && !/\/\/ not the plugin/ {
  for (i = 1; i <= count; ++i)
    if (index($0, "\"" names[i] "\"") && names[i] != "text" && !(names[i] == "json" && part[2] == "cli"))  # a word, and --log-format
      report("the core names the plugin \"" names[i] "\"")
}
