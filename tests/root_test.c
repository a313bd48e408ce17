/* root_test.c -- names of files in the folder of the guest's system.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/memory/root.h"

static char root[64];

static const char *in_root(const char *name)
{
    static char room[ROOT_ROOM];

    snprintf(room, sizeof room, "%s%s", root, name);
    return room;
}

static void make(const char *name)
{
    int fd = open(in_root(name), O_CREAT | O_WRONLY, 0600);

    assert_true(fd >= 0);
    close(fd);
}

static void make_link(const char *target, const char *name)
{
    assert_int_equal(symlink(target, in_root(name)), 0);
}

static int set_up(void **state)
{
    (void)state;
    strcpy(root, "/tmp/root_test_XXXXXX");
    assert_non_null(mkdtemp(root));
    mkdir(in_root("/usr"), 0700);
    mkdir(in_root("/usr/lib"), 0700);
    mkdir(in_root("/etc"), 0700);
    make("/usr/lib/one");
    make_link("/usr/lib", "/lib");
    make_link("usr/lib", "/lib2");
    make_link("/usr/lib/one", "/etc/one");
    make_link("../usr/lib/one", "/etc/near");
    make_link("/nowhere/at/all", "/etc/gone");
    make_link("/etc/passwd", "/etc/host");
    make_link("/etc/loop", "/etc/loop");
    make_link("../../../..", "/usr/up");
    root_set(root);
    return 0;
}

static int tear_down(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof command, "rm -r %s", root);
    return system(command);
}

/* `real` begins with "/" in the root, or with "=" on the host. */
static void is(const char *path, bool follow, const char *real)
{
    char room[ROOT_ROOM];

    assert_string_equal(root_name(path, follow, room),
                        real[0] == '=' ? real + 1 : in_root(real));
}

static void test_there(void **state)
{
    (void)state;
    is("/usr/lib/one", true, "/usr/lib/one");
    is("/usr//lib/./one", true, "/usr//lib/./one");
    is("/usr", true, "/usr");
    is("/lib2/one", true, "/lib2/one");
    is("/etc/near", true, "/etc/near");
    is("/usr/lib/", true, "/usr/lib/");
}

static void test_not_there(void **state)
{
    (void)state;
    is("/usr/lib/two", true, "=/usr/lib/two");
    is("/usr/lib/one/more", true, "=/usr/lib/one/more");
    is("/home", true, "=/home");
    is("usr", true, "=usr");
    is("", true, "=");
    assert_null(root_name(NULL, true, NULL));
}

static void test_absolute_links(void **state)
{
    (void)state;
    is("/lib/one", true, "/usr/lib/one");
    is("/lib", true, "/usr/lib");
    is("/lib", false, "/lib");
    is("/lib/", false, "/usr/lib");
    is("/etc/one", true, "/usr/lib/one");
    is("/etc/one", false, "/etc/one");
    is("/lib/two", true, "=/usr/lib/two");
    is("/etc/gone", true, "=/nowhere/at/all");
    is("/etc/gone", false, "/etc/gone");
    is("/etc/host", true, "=/etc/passwd");
    is("/etc/loop", true, "=/etc/loop");
}

static void test_up(void **state)
{
    (void)state;
    is("/", true, "=/");
    is("/..", true, "=/");
    is("/../..", true, "=/");
    is("/usr/../../..", true, "=/");
    is("/usr/up", true, "=/");
    is("/../usr/lib/one", true, "/usr/lib/one");
    is("/usr/up/usr/lib/one", true, "/usr/lib/one");
    is("/lib/../lib/one", true, "/usr/lib/one");
    is("/../home", true, "=/home");
}

/* The root's name may end in a slash; or be that of the host's root. */
static void test_other_names_of_it(void **state)
{
    char other[80], room[ROOT_ROOM];

    (void)state;
    snprintf(other, sizeof other, "%.64s/", root);
    root_set(other);
    assert_string_equal(root_folder(), other);
    assert_true(!access(root_name("/lib/one", true, room), F_OK));
    root_set("");
    assert_null(root_folder());
    is("/lib/one", true, "=/lib/one");
    root_set("/");
    assert_true(!access(root_name("/etc/passwd", true, room), F_OK));
    root_set(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there),
        cmocka_unit_test(test_not_there),
        cmocka_unit_test(test_absolute_links),
        cmocka_unit_test(test_up),
        cmocka_unit_test(test_other_names_of_it),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
