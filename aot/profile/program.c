/* program.c -- what a profile says of one program or library.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/profile/program.h"

#include <stdlib.h>

#include "runtime/base/xxh3.h"

/* Which modules of the profile are the file; by their index. */
static bool *find_modules(ProfileView *view, const Profile *profile,
                          const ElfFile *file)
{
    bool *is_file = base_alloc(profile->num_modules + 1);
    u64 hash = xxh3(file->bytes, file->size);

    for (u32 i = 0; i < profile->num_modules; i++) {
        const ProfileModule *m = &profile->module[i];
        is_file[i] =
            m->known ? m->hash == hash && m->size == file->size : m->is_program;
        view->found |= is_file[i];
        view->counts_all |= is_file[i] && m->all;
    }
    return is_file;
}

/* A program whose file was not known has its addresses as it was loaded. */
static u32 address_of(const Profile *profile, const ElfFile *file, RowPlace place)
{
    return place.address + (profile->module[place.module].known ? file->bias : 0);
}

static void take(ProfileView *view, const Row *row, u32 at, u32 to)
{
    switch ((RowKind)row->kind) {
    case ROW_BLOCK:
        view->executed[view->num_executed++] =
            (Executed){at, row->count < ~0u ? row->count * row->insns : ~0ull};
        break;
    case ROW_INNER: break;
    case ROW_ENTRY: view->called[view->num_called++] = at; break;
    case ROW_CALL:
        view->call[view->num_calls++] = (SeenCall){at, to, row->count};
        break;
    case ROW_JUMP: view->jump[view->num_jumps++] = (CodeEdge){at, to}; break;
    case ROW_LEFT: view->left[view->num_left++] = (CodeEdge){at, to}; break;
    case NUM_ROW_KINDS: break;
    }
}

/* Keeps of all that each site called the one that it called most, if that is at least
 * every fourth call. */
static void choose_calls(ProfileView *view)
{
    enum { SHARE = 4 };
    u32 kept = 0;

    for (u32 i = 0, next; i < view->num_calls; i = next) {
        SeenCall most = view->call[i];
        u64 all = 0;
        for (next = i; next < view->num_calls && view->call[next].at == most.at;
             next++) {
            all = rows_sum(all, view->call[next].count);
            if (view->call[next].count > most.count)
                most = view->call[next];
        }
        if (most.count >= all / SHARE)
            view->call[kept++] = most;
    }
    view->num_calls = kept;
}

static int by_edge(const void *a, const void *b)
{
    const CodeEdge *x = a, *y = b;
    int from = base_order(&x->from, &y->from);

    return from ? from : base_order(&x->to, &y->to);
}

static int by_site(const void *a, const void *b)
{
    const SeenCall *x = a, *y = b;
    int at = base_order(&x->at, &y->at);

    return at ? at : base_order(&x->to, &y->to);
}

static int by_executed(const void *a, const void *b)
{
    const Executed *x = a, *y = b;
    int at = base_order(&x->address, &y->address);

    return at ? at : (x->weight > y->weight) - (x->weight < y->weight);
}

/* Rows are by module and address: with a bias, or of several modules that are the same
 * file, that is another order. */
static void sort(ProfileView *v)
{
    qsort(v->called, v->num_called, sizeof *v->called, base_order);
    qsort(v->jump, v->num_jumps, sizeof *v->jump, by_edge);
    qsort(v->left, v->num_left, sizeof *v->left, by_edge);
    qsort(v->call, v->num_calls, sizeof *v->call, by_site);
    qsort(v->executed, v->num_executed, sizeof *v->executed, by_executed);
    choose_calls(v);
}

void profile_view(ProfileView *view, const Profile *profile, const ElfFile *file)
{
    u32 room = profile->rows.count + 1;

    *view = (ProfileView){.called = base_alloc(room * sizeof *view->called),
                          .jump = base_alloc(room * sizeof *view->jump),
                          .left = base_alloc(room * sizeof *view->left),
                          .call = base_alloc(room * sizeof *view->call),
                          .executed = base_alloc(room * sizeof *view->executed)};
    bool *is_file = find_modules(view, profile, file);
    for (u32 i = 0; i < profile->rows.count; i++) {
        const Row *row = &profile->rows.row[i];
        bool inside = !row_has_to((RowKind)row->kind) || is_file[row->to.module];
        if (is_file[row->at.module] && inside)
            take(view, row, address_of(profile, file, row->at),
                 address_of(profile, file, row->to));
    }
    base_free(is_file);
    sort(view);
}

void profile_view_free(ProfileView *view)
{
    base_free(view->called);
    base_free(view->jump);
    base_free(view->left);
    base_free(view->call);
    base_free(view->executed);
    *view = (ProfileView){0};
}

void profile_hint(const ProfileView *view, Hints *hints)
{
    hints->called = view->called;
    hints->num_called = view->num_called;
    hints->jump = view->jump;
    hints->num_jumps = view->num_jumps;
    hints->left = view->left;
    hints->num_left = view->num_left;
}
