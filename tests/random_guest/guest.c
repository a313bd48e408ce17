/* guest.c -- the program around the sequences, and the file it is in.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include "tests/random_guest/random.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    TEXT = 0x10000000,
    DATA = 0x20000000,
    PAGE = 0x10000,
    HEADERS = 0x100,    /* of the file, before the text */
    LINK = DATA,        /* where a sequence keeps its link register */
    OUT = DATA + 0x100, /* the Record in the making, the sandbox its end */
    STATES = DATA + 0x1000,
    SANDBOX = OUT + (u32)offsetof(Record, sandbox),
    PROLOGUE = 6, /* words around a sequence's own */
    EPILOGUE = 5,
    EXTRA_WORDS = 4,
};

/* Text, in words. */
static u32 *text;
static u32 here, room;

static void put(u32 word)
{
    if (here == room) {
        room = room ? 2 * room : 4096;
        u32 *bigger = realloc(text, room * sizeof *text);
        if (!bigger)
            abort();
        text = bigger;
    }
    text[here++] = word;
}

static u32 d_form(u32 opcode, u32 t, u32 a, u32 displacement)
{
    return opcode << 26 | t << 21 | a << 16 | (displacement & 0xffff);
}

static u32 x_form(u32 opcode, u32 t, u32 a, u32 b)
{
    return 31u << 26 | t << 21 | a << 16 | b << 11 | opcode << 1;
}

/* The number of a special register has its halves swapped. */
static u32 move_special(u32 opcode, u32 t, u32 number)
{
    return x_form(opcode, t, number, 0);
}

enum { ADDI = 14, ADDIS = 15, ORI = 24, LWZ = 32, STW = 36, LMW = 46, STMW = 47 };
enum { LFD = 50, STFD = 54, MFSPR = 339, MTSPR = 467, MFCR = 19, BLR = 0x4e800020 };
enum { XER = 1, LR = 8, CTR = 9 };

static void put_address(u32 t, u32 address)
{
    put(d_form(ADDIS, t, 0, address >> 16));
    put(d_form(ORI, t, t, address));
}

static void put_branch(u32 target, bool link)
{
    put(18u << 26 | (((target - here) * 4) & 0x3fffffc) | link);
}

#define AT(member) ((u32)offsetof(Record, member))

/* Copy the sandbox, word by word; then every register from the state at r1. */
static u32 put_load(void)
{
    u32 start = here;

    put_address(4, SANDBOX);
    put(0x7c60212d); /* stwcx. r3,0,r4: no reservation is left */
    for (u32 i = 0; i < SANDBOX_SIZE; i += 4) {
        put(d_form(LWZ, 3, 1, AT(sandbox) + i));
        put(d_form(STW, 3, 4, i));
    }
    put(d_form(LFD, 0, 1, AT(fpscr)));
    put(0xfdfe058e); /* mtfsf 255,f0 */
    for (u32 i = 0; i < 32; i++)
        put(d_form(LFD, i, 1, AT(fpr) + 8 * i));
    put(d_form(LWZ, 3, 1, AT(cr)));
    put(0x7c6ff120); /* mtcr r3 */
    put(d_form(LWZ, 3, 1, AT(xer)));
    put(move_special(MTSPR, 3, XER));
    put(d_form(LWZ, 3, 1, AT(ctr)));
    put(move_special(MTSPR, 3, CTR));
    put(d_form(LWZ, 0, 1, AT(gpr)));
    put(d_form(LMW, 2, 1, AT(gpr) + 8));
    put(BLR);
    return start;
}

/* Everything into the Record, and that to standard output. */
static u32 put_save(void)
{
    u32 start = here;

    put_address(1, OUT);
    put(d_form(STW, 0, 1, AT(gpr)));
    put(d_form(STMW, 2, 1, AT(gpr) + 8));
    put(x_form(MFCR, 3, 0, 0));
    put(d_form(STW, 3, 1, AT(cr)));
    put(move_special(MFSPR, 3, XER));
    put(d_form(STW, 3, 1, AT(xer)));
    put(move_special(MFSPR, 3, CTR));
    put(d_form(STW, 3, 1, AT(ctr)));
    for (u32 i = 0; i < 32; i++)
        put(d_form(STFD, i, 1, AT(fpr) + 8 * i));
    put(0xfc00048e); /* mffs f0 */
    put(d_form(STFD, 0, 1, AT(fpscr)));
    put(d_form(ADDI, 0, 0, 4)); /* write */
    put(d_form(ADDI, 3, 0, 1));
    put(d_form(ORI, 1, 4, 0)); /* mr r4,r1 */
    put(d_form(ADDI, 5, 0, sizeof(Record)));
    put(0x44000002); /* sc */
    put(BLR);
    return start;
}

/* The random part: the same number of words for every sequence. */
static void put_random(u32 length)
{
    u32 end = here + length;

    while (here < end) {
        u32 words[EXTRA_WORDS];
        u32 count = choose_insn(words);

        if (here + count > end) {
            put(NOP);
            continue;
        }
        for (u32 i = 0; i < count; i++)
            put(words[i]);
    }
    put(NOP); /* for a skip at the end */
}

static void put_sequence(const Recipe *recipe, u32 n, u32 load, u32 save)
{
    put(move_special(MFSPR, 0, LR));
    put_address(1, LINK);
    put(d_form(STW, 0, 1, 0));
    put_address(1, STATES + n % NUM_STATES * (u32)sizeof(Record));
    put_branch(load, true);
    put_random(recipe->length);
    put_branch(save, true);
    put_address(1, LINK);
    put(d_form(LWZ, 0, 1, 0));
    put(move_special(MTSPR, 0, LR));
    put(BLR);
}

static u32 words_of_sequence(const Recipe *recipe)
{
    return PROLOGUE + 1 + recipe->length + 1 + 1 + EPILOGUE;
}

static u32 first_sequence;

static void make_text(const Recipe *recipe)
{
    u32 load, save, main_at;

    random_seed(recipe->seed);
    choose_init(recipe->only);
    here = 0;
    put(NOP); /* becomes the branch to main */
    load = put_load();
    save = put_save();
    first_sequence = here;
    for (u32 i = 0; i < recipe->sequences; i++)
        put_sequence(recipe, i, load, save);
    main_at = here;
    for (u32 i = 0; i < recipe->sequences; i++)
        put_branch(first_sequence + i * words_of_sequence(recipe), true);
    put(d_form(ADDI, 0, 0, 234)); /* exit_group */
    put(d_form(ADDI, 3, 0, 0));
    put(0x44000002);
    text[0] = 18u << 26 | main_at * 4;
}

const u32 *guest_sequence(const Recipe *recipe, u32 n)
{
    if (!text)
        make_text(recipe);
    return text + first_sequence + n * words_of_sequence(recipe) + PROLOGUE + 1;
}

static u32 random_word(void)
{
    static const u32 special[] = {0,          1,  2,  0x7fffffff, 0x80000000,
                                  0xffffffff, 31, 32, 0xffff8000};

    switch (random_number() % 4) {
    case 0: return special[random_number() % ARRAY_LEN(special)];
    case 1: return random_number() & 0xff;
    }
    return random_number() << 16 ^ random_number();
}

static u64 random_double(void)
{
    static const u64 special[] = {
        0,
        0x8000000000000000,
        0x3ff0000000000000,
        0xbff0000000000000,
        0x7ff0000000000000,
        0xfff0000000000000,
        0x7ff8000000000000,
        0x7ff8000012345678,
        0xfff8000000000001,
        0x7ff0000000000001,
        0x0000000000000001,
        0x000fffffffffffff,
        0x7fefffffffffffff,
        0x41dfffffffc00000, /* 2^31 - 1 */
        0x4330000080000000,
        0x380fffffffffffff, /* a denormal float */
        0x36a0000000000000, /* the least float */
        0x47efffffe0000000, /* the largest float */
        0x47effffff0000000,
    };
    u64 fraction = (u64)random_word() << 32 | random_word();
    u32 exponent = 1023 - 40 + random_number() % 80;

    switch (random_number() % 6) {
    case 0: return special[random_number() % ARRAY_LEN(special)];
    case 1: exponent = random_number() % 2047; break;
    case 2:
    case 3: fraction &= ~0x1fffffffull; break; /* a float */
    }
    return (fraction & 0x800fffffffffffff) | (u64)exponent << 52;
}

static Record initial_state(void)
{
    Record r = {0};

    for (int i = 0; i < 32; i++) {
        r.gpr[i] = random_word();
        r.fpr[i] = random_double();
    }
    r.gpr[DIVISOR_REGISTER] = (random_word() >> random_number() % 24 & 0x7fffffff) | 1;
    r.gpr[INDEX_REGISTER] = random_number() % 64;
    r.gpr[BASE_REGISTER] = SANDBOX + SANDBOX_SIZE / 2;
    r.cr = random_word();
    r.xer = random_word() & 0xe000007f;
    r.ctr = random_number() % 3 ? random_word() : random_number() % 3;
    r.fpscr = random_number() & 3;
    for (int i = 0; i < SANDBOX_SIZE; i++)
        r.sandbox[i] = (u8)random_number();
    return r;
}

static Record states[NUM_STATES];

const Record *guest_state(const Recipe *recipe, u32 n)
{
    random_seed(~recipe->seed);
    for (int i = 0; i < NUM_STATES; i++)
        states[i] = initial_state();
    return &states[n % NUM_STATES];
}

static void big_words(u32 *words, u32 count)
{
    for (u32 i = 0; i < count; i++)
        words[i] = __builtin_bswap32(words[i]);
}

static Record big_record(const Record *r)
{
    Record big = *r;

    big_words(big.gpr, 32);
    for (int i = 0; i < 32; i++)
        big.fpr[i] = __builtin_bswap64(r->fpr[i]);
    big.fpscr = __builtin_bswap64(r->fpscr);
    big_words(&big.cr, 3);
    return big;
}

static Elf32_Phdr segment(u32 offset, u32 address, u32 size, u32 flags)
{
    Elf32_Phdr p = {PT_LOAD, offset, address, address, size, size, flags, PAGE};

    big_words((u32 *)&p, sizeof p / 4);
    return p;
}

static Elf32_Ehdr file_header(void)
{
    Elf32_Ehdr e = {
        .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32, ELFDATA2MSB,
                    EV_CURRENT},
        .e_type = __builtin_bswap16(ET_EXEC),
        .e_machine = __builtin_bswap16(EM_PPC),
        .e_version = __builtin_bswap32(EV_CURRENT),
        .e_entry = __builtin_bswap32(TEXT + HEADERS),
        .e_phoff = __builtin_bswap32(sizeof(Elf32_Ehdr)),
        .e_ehsize = __builtin_bswap16(sizeof(Elf32_Ehdr)),
        .e_phentsize = __builtin_bswap16(sizeof(Elf32_Phdr)),
        .e_phnum = __builtin_bswap16(2),
        .e_shentsize = __builtin_bswap16(sizeof(Elf32_Shdr)),
    };
    return e;
}

static void write_all(FILE *file, const Recipe *recipe)
{
    u32 text_size = HEADERS + here * 4;
    u32 data_at = (text_size + PAGE - 1) & ~(u32)(PAGE - 1);
    u32 data_size = STATES - DATA + (u32)sizeof states;
    Elf32_Ehdr header = file_header();
    Elf32_Phdr segments[] = {segment(0, TEXT, text_size, PF_R | PF_X),
                             segment(data_at, DATA, data_size, PF_R | PF_W)};

    fwrite(&header, sizeof header, 1, file);
    fwrite(segments, sizeof segments, 1, file);
    fseek(file, HEADERS, SEEK_SET);
    for (u32 i = 0; i < here; i++) {
        u32 word = __builtin_bswap32(text[i]);
        fwrite(&word, sizeof word, 1, file);
    }
    guest_state(recipe, 0);
    for (u32 i = 0; i < NUM_STATES; i++) {
        Record big = big_record(&states[i]);
        fseek(file, (long)(data_at + (STATES - DATA) + i * sizeof big), SEEK_SET);
        fwrite(&big, sizeof big, 1, file);
    }
}

const char *guest_write(const Recipe *recipe, const char *path)
{
    FILE *file = fopen(path, "wb");
    bool bad;

    if (!file)
        return "cannot be opened";
    if (choose_init(recipe->only) == 0)
        return "no such instruction";
    make_text(recipe);
    write_all(file, recipe);
    bad = ferror(file);
    return fclose(file) || bad || chmod(path, 0755) ? "cannot be written" : NULL;
}
