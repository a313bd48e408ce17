# packages.cmake -- `cpack` makes Debian packages of what is installed, one a component, and a
# package of the debug symbols.
#
#       SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) cpack --config build/CPackConfig.cmake
#
# What only Debian's packages have is installed with a component and never otherwise
# (EXCLUDE_FROM_ALL).
#
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set(CPACK_PACKAGE_CONTACT "dbt-aot maintainers <maintainers@dbt-aot.invalid>" CACHE STRING
  "The maintainer of the packages, as NAME <ADDRESS>")
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME dbt-aot)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
  GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL tools runtime doc)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(version ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})

set(CPACK_DEBIAN_TOOLS_PACKAGE_NAME dbt-aot)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_TOOLS_PACKAGE_DEPENDS "dbt-aot-runtime (= ${version}), lld-19")
set(CPACK_DEBIAN_TOOLS_PACKAGE_SUGGESTS dbt-aot-doc)
set(CPACK_DEBIAN_TOOLS_DEBUGINFO_PACKAGE ON)
set(CPACK_COMPONENT_TOOLS_DESCRIPTION "binary translator for PowerPC and ARM Linux programs
dbt-aot makes a native executable for x86-64 of a Linux executable for 32-bit
PowerPC or ARM; dbt-run runs such programs without translating them first.
Executables that dbt-aot makes need no file of this package.")

set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME dbt-aot-runtime)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION devel)
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION "runtime that dbt-aot links to the programs it translates
The archives in this package hold a loader, Linux system calls for 32-bit
PowerPC and ARM programs and a dynamic translator.  dbt-aot links one of them
to each executable that it makes.")

set(CPACK_DEBIAN_DOC_PACKAGE_NAME dbt-aot-doc)
set(CPACK_DEBIAN_DOC_PACKAGE_SECTION doc)
set(CPACK_DEBIAN_DOC_PACKAGE_ARCHITECTURE all)
set(CPACK_COMPONENT_DOC_DESCRIPTION "documents and examples of dbt-aot
How the binary translator dbt-aot works, what it does not do, how fast its
programs are, and how to call it from make, ninja, CMake and Bazel.")

# debian_file(FILE FOLDER NAME): FILE as NAME in share/FOLDER of a package, compressed if NAME says.
function(debian_file component file folder name)
  if(name MATCHES "[.]gz$")
    set(compressed ${CMAKE_CURRENT_BINARY_DIR}/${component}/${name})
    file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/${component})
    execute_process(COMMAND ${GZIP} -9nc ${file} OUTPUT_FILE ${compressed}
      COMMAND_ERROR_IS_FATAL ANY)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    set(file ${compressed})
  endif()
  install(FILES ${file} DESTINATION share/${folder} RENAME ${name} COMPONENT ${component}
    EXCLUDE_FROM_ALL)
endfunction()

# The text of a Debian control field: each line after a blank, empty ones as a dot.
function(control_text variable text)
  string(REGEX REPLACE "\n+$" "" text "\n${text}")
  string(REPLACE "\n" "\n " text "${text}")
  string(REGEX REPLACE "\n (\n|$)" "\n .\\1" text "${text}")
  string(REGEX REPLACE "\n (\n|$)" "\n .\\1" text "${text}") # two in a row
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# Debian has the Apache licence itself: its exception is what to add.
file(READ ${CMAKE_SOURCE_DIR}/LICENSE licence)
string(REGEX REPLACE "^.*LLVM Exceptions to the Apache 2.0 License ----\n+" "" licence "${licence}")
control_text(licence "${licence}")
file(READ ${CMAKE_SOURCE_DIR}/THIRD_PARTY third_party)
control_text(third_party "${third_party}")
configure_file(debian/copyright.in copyright @ONLY)

# Of the last commit, so that the same sources give the same packages.
execute_process(COMMAND git -C ${CMAKE_SOURCE_DIR} log -1 --format=%ct
  OUTPUT_VARIABLE committed OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(committed AND NOT DEFINED ENV{SOURCE_DATE_EPOCH})
  set(ENV{SOURCE_DATE_EPOCH} ${committed})
endif()
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)

foreach(component ${CPACK_COMPONENTS_ALL})
  string(TOUPPER ${component} upper)
  set(package ${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
  configure_file(debian/changelog.in ${component}/changelog @ONLY)
  debian_file(${component} ${CMAKE_CURRENT_BINARY_DIR}/copyright doc/${package} copyright)
  debian_file(${component} ${CMAKE_SOURCE_DIR}/CHANGELOG.md doc/${package} changelog.gz)
  debian_file(${component} ${CMAKE_CURRENT_BINARY_DIR}/${component}/changelog doc/${package}
    changelog.Debian.gz)
  set(overrides ${CMAKE_CURRENT_SOURCE_DIR}/debian/${package}.lintian-overrides)
  if(EXISTS ${overrides})
    debian_file(${component} ${overrides} lintian/overrides ${package})
  endif()
endforeach()

include(CPack)
