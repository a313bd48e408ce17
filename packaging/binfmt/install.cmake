# install.cmake -- at install time: the template for binfmt_misc, with the path of dbt-run.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set(dbt_run "${CMAKE_INSTALL_PREFIX}/bin/dbt-run")
set(file "${CMAKE_INSTALL_PREFIX}/share/dbt-aot/binfmt.d/dbt-run.conf")
configure_file("${BINFMT}/dbt-run.conf.in" "$ENV{DESTDIR}${file}" @ONLY
  FILE_PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
list(APPEND CMAKE_INSTALL_MANIFEST_FILES "${file}")
