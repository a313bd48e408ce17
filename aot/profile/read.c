/* read.c -- profiles as text, read.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/profile/profile.h"

#include <string.h>

/* A line that is being read, without its end. */
typedef struct {
    const char *at, *end;
} Line;

/* A section that is being read. */
typedef struct {
    Profile *profile;
    u32 *module; /* by number in the section: the index in the profile */
    u32 num_modules;
    Rows rows;
    bool all, wrong;
    u64 handlers;
} Section;

/* Takes the line's next word, up to a space or the end; NULL: there is none. */
static const char *take_word(Line *line, size_t *length)
{
    const char *word = line->at;

    if (word == line->end)
        return NULL;
    const char *space = memchr(word, ' ', (size_t)(line->end - word));
    *length = (size_t)((space ? space : line->end) - word);
    line->at = space ? space + 1 : line->end;
    return *length ? word : NULL;
}

static bool is_word(const char *word, size_t length, const char *wanted)
{
    return word && strlen(wanted) == length && memcmp(word, wanted, length) == 0;
}

static u32 digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return (u32)(c - '0');
    return c >= 'a' && c <= 'f' ? (u32)(c - 'a') + 10 : ~0u;
}

/* Takes a number, at most `most`.  Returns false if there is none. */
static bool take_number(Line *line, u32 base, u64 most, u64 *value)
{
    size_t length;
    const char *word = take_word(line, &length);

    *value = 0;
    for (size_t i = 0; word && i < length; i++) {
        u32 digit = digit_of(word[i]);
        if (digit >= base || *value > (most - digit) / base)
            return false;
        *value = *value * base + digit;
    }
    return word;
}

static bool take_u32(Line *line, u32 base, u32 *value)
{
    u64 wide;
    bool fine = take_number(line, base, ~0u, &wide);

    *value = (u32)wide;
    return fine;
}

/* Undoes the %XX of a path, in its place.  Returns false if one is none. */
static bool unescape(char *path)
{
    char *to = path;

    for (const char *c = path; *c; c++) {
        u32 high = *c == '%' ? digit_of(c[1]) : 0;
        u32 low = *c == '%' && high < 16 ? digit_of(c[2]) : 0;
        if (high > 15 || low > 15 || (*c == '%' && !(high | low)))
            return false;
        *to++ = *c == '%' ? (char)(high << 4 | low) : *c;
        c += *c == '%' ? 2 : 0;
    }
    *to = 0;
    return true;
}

static bool is_same(const ProfileModule *a, const ProfileModule *b)
{
    if (a->is_program != b->is_program || a->known != b->known)
        return false;
    return a->known ? a->hash == b->hash && a->size == b->size
                    : strcmp(a->path, b->path) == 0;
}

/* Returns the index of the module, which takes `path` over if it is new; ~0: there are
 * too many. */
static u32 add_module(Profile *p, const ProfileModule *module)
{
    for (u32 i = 0; i < p->num_modules; i++)
        if (is_same(&p->module[i], module)) {
            base_free(module->path);
            return i;
        }
    if (p->num_modules == PROFILE_MODULES) {
        base_free(module->path);
        return ~0u;
    }
    p->module = base_resize(p->module, (p->num_modules + 1) * sizeof *p->module);
    p->module[p->num_modules] = *module;
    return p->num_modules++;
}

/* "NUMBER program|library HASH|- SIZE PATH" */
static bool take_module(Section *s, Line *line)
{
    ProfileModule module = {0};
    size_t length;
    u32 number;

    if (!take_u32(line, 10, &number) || number != s->num_modules ||
        number == PROFILE_MODULES)
        return false;
    const char *word = take_word(line, &length);
    module.is_program = is_word(word, length, "program");
    if (!module.is_program && !is_word(word, length, "library"))
        return false;
    module.known = !(line->end - line->at > 1 && memcmp(line->at, "- ", 2) == 0);
    if (module.known ? !take_number(line, 16, ~0ull, &module.hash)
                     : !take_word(line, &length))
        return false;
    if (!take_number(line, 10, ~0ull, &module.size))
        return false;
    length = (size_t)(line->end - line->at);
    module.path = base_alloc(length + 1);
    memcpy(module.path, line->at, length);
    module.path[length] = 0;
    if (strlen(module.path) != length || !unescape(module.path)) {
        base_free(module.path);
        return false;
    }
    u32 index = add_module(s->profile, &module);
    s->module = base_resize(s->module, (number + 1) * sizeof *s->module);
    s->module[s->num_modules++] = index;
    return index != ~0u;
}

static bool take_place(const Section *s, Line *line, RowPlace *place)
{
    u32 number;

    if (!take_u32(line, 10, &number) || number >= s->num_modules ||
        !take_u32(line, 16, &place->address))
        return false;
    place->module = s->module[number];
    return true;
}

static bool take_row(Section *s, RowKind kind, Line *line)
{
    Row row = {.kind = kind};

    if (s->rows.count == PROFILE_ROWS || !take_place(s, line, &row.at) ||
        (row_has_insns(kind) && !take_u32(line, 10, &row.insns)) ||
        (row_has_to(kind) && !take_place(s, line, &row.to)) ||
        !take_number(line, 10, ~0ull, &row.count) || line->at != line->end)
        return false;
    rows_add(&s->rows, &row);
    return true;
}

/* "guest NAME" and "generated BLOCKS INSNS" say nothing that is of use here. */
static bool take_other(Section *s, const char *word, size_t length, Line *line)
{
    if (is_word(word, length, "module"))
        return take_module(s, line);
    if (is_word(word, length, "handlers"))
        return take_number(line, 10, ~0ull, &s->handlers) && line->at == line->end;
    if (!is_word(word, length, "counts"))
        return is_word(word, length, "guest") || is_word(word, length, "generated");
    word = take_word(line, &length);
    s->all = is_word(word, length, "all");
    return s->all || is_word(word, length, "dynamic");
}

static void take_line(Section *s, Line line)
{
    size_t length = 0;
    const char *word = take_word(&line, &length);

    for (u32 kind = 0; kind < NUM_ROW_KINDS; kind++)
        if (is_word(word, length, row_word((RowKind)kind))) {
            s->wrong |= !take_row(s, (RowKind)kind, &line);
            return;
        }
    s->wrong |= !take_other(s, word, length, &line);
}

/* Of which modules it is told what was executed: of all that the process had. */
static void keep(Section *s)
{
    Profile *p = s->profile;

    for (u32 i = 0; i < s->num_modules; i++)
        p->module[s->module[i]].all |= s->all;
    if (p->rows.count + s->rows.count > PROFILE_ROWS)
        profile_finish(p);
    for (u32 i = 0; i < s->rows.count && p->rows.count < PROFILE_ROWS; i++)
        rows_add(&p->rows, &s->rows.row[i]);
    p->handlers = rows_sum(p->handlers, s->handlers);
    p->sections++;
}

static void end_section(Section *s, bool complete)
{
    if (complete && !s->wrong)
        keep(s);
    else
        s->profile->damaged++;
    base_free(s->module);
    rows_free(&s->rows);
    *s = (Section){.profile = s->profile};
}

static bool begins(const Line *line, const char *text)
{
    size_t length = strlen(text);

    return (size_t)(line->end - line->at) >= length &&
           memcmp(line->at, text, length) == 0;
}

static bool is_version(Line line)
{
    u32 version;
    size_t length;

    take_word(&line, &length);
    return take_u32(&line, 10, &version) && version == PROFILE_VERSION &&
           line.at == line.end;
}

void profile_read(Profile *profile, const char *text, size_t size)
{
    const char *end = text + size;
    Section s = {.profile = profile};
    bool inside = false;

    for (Line line = {.at = text}; line.at < end; line.at = line.end + 1) {
        line.end = memchr(line.at, '\n', (size_t)(end - line.at));
        if (!line.end)
            line.end = end;
        if (begins(&line, PROFILE_MAGIC " ")) {
            if (inside)
                end_section(&s, false); /* its process was killed as it wrote */
            inside = true;
            s.wrong = !is_version(line);
        } else if (inside && line.end - line.at == 3 && begins(&line, "end")) {
            end_section(&s, true);
            inside = false;
        } else if (inside && !s.wrong) {
            take_line(&s, line);
        } else if (!inside) {
            inside = s.wrong = true;
        }
    }
    if (inside)
        end_section(&s, false);
}

void profile_finish(Profile *profile)
{
    rows_merge(&profile->rows);
}

void profile_free(Profile *profile)
{
    for (u32 i = 0; i < profile->num_modules; i++)
        base_free(profile->module[i].path);
    base_free(profile->module);
    rows_free(&profile->rows);
    *profile = (Profile){0};
}
