# assemble.cmake -- makes one HTML file of the page's sources, cut in two where its data goes.
#
#   cmake -DSOURCE=FOLDER -DSTYLES=a.css,b.css -DSCRIPTS=a.js,b.js -DOUT=page -P assemble.cmake
#
# Writes page.head and page.tail.  The page's policy names its style and its script
# by their SHA-256, in base64 (Content Security Policy Level 3, 2.3.1).
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

include(${CMAKE_CURRENT_LIST_DIR}/../embed.cmake)

# Sets ${variable} to the files' text, one after the other.
function(concatenate variable files)
  string(REPLACE "," ";" files "${files}")
  set(text "")
  foreach(file ${files})
    file(READ ${SOURCE}/${file} part)
    string(APPEND text "${part}")
  endforeach()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

concatenate(style "${STYLES}")
concatenate(script "${SCRIPTS}")
sha256_base64(style_hash "${style}")
sha256_base64(script_hash "${script}")
file(READ ${SOURCE}/page.html page)
# The last line of page.html's comment names the words that are replaced.
string(REGEX REPLACE "<!--[^>]*-->\n" "" page "${page}")
string(REPLACE "@STYLE_HASH@" "${style_hash}" page "${page}")
string(REPLACE "@SCRIPT_HASH@" "${script_hash}" page "${page}")
string(REPLACE "@STYLE@" "${style}" page "${page}")
string(FIND "${page}" "@DATA@" cut)
string(SUBSTRING "${page}" 0 ${cut} head)
math(EXPR after "${cut} + 6")
string(SUBSTRING "${page}" ${after} -1 tail)
string(REPLACE "@SCRIPT@" "${script}" tail "${tail}")
file(WRITE ${OUT}.head "${head}")
file(WRITE ${OUT}.tail "${tail}")
