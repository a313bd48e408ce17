/* format.c -- base_format, output and panic of the runtime.  C11, 7.21.6.1.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <asm/signal.h>

#include "runtime/base/log.h"
#include "runtime/base/sys.h"

typedef struct {
    char *text;
    size_t room, length;
} Sink;

typedef struct {
    bool left, zero, sharp, space;
    int width, precision; /* precision -1: none */
    int longs;            /* 2 ll, 1 l, -1 h, -2 hh */
} Spec;

static void put(Sink *s, char c)
{
    if (s->length + 1 < s->room)
        s->text[s->length] = c;
    s->length++;
}

static void fill(Sink *s, char c, int count)
{
    while (count-- > 0)
        put(s, c);
}

/* Writes `lead` (a sign or 0x), zeros and `body`, padded to the field's width. */
static void put_field(Sink *s, const Spec *spec, const char *lead, const char *body,
                      int length, int zeros)
{
    int lead_length = 0;

    while (lead[lead_length])
        lead_length++;
    int padding = spec->width - lead_length - zeros - length;
    if (!spec->left && !spec->zero)
        fill(s, ' ', padding);
    for (int i = 0; i < lead_length; i++)
        put(s, lead[i]);
    if (!spec->left && spec->zero)
        fill(s, '0', padding);
    fill(s, '0', zeros);
    for (int i = 0; i < length; i++)
        put(s, body[i]);
    if (spec->left)
        fill(s, ' ', padding);
}

static void put_number(Sink *s, Spec *spec, u64 n, const char *lead, char conversion)
{
    const char *digit = conversion == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    unsigned base = conversion == 'x' || conversion == 'X' ? 16 : 10;
    char text[24];
    int at = (int)sizeof text;

    if (spec->sharp && n && base == 16)
        lead = conversion == 'X' ? "0X" : "0x";
    for (; n; n /= base)
        text[--at] = digit[n % base];
    int length = (int)sizeof text - at;
    int wanted = spec->precision < 0 ? 1 : spec->precision;
    if (spec->precision >= 0)
        spec->zero = false;
    put_field(s, spec, lead, text + at, length, wanted > length ? wanted - length : 0);
}

static void put_text(Sink *s, Spec *spec, const char *text)
{
    int length = 0;

    if (!text)
        text = "(null)";
    while ((spec->precision < 0 || length < spec->precision) && text[length])
        length++;
    spec->zero = false;
    put_field(s, spec, "", text, length, 0);
}

static const char *read_flags(const char *f, Spec *spec)
{
    for (;; f++) {
        if (*f == '-')
            spec->left = true;
        else if (*f == '0')
            spec->zero = true;
        else if (*f == '#')
            spec->sharp = true;
        else if (*f == ' ')
            spec->space = true;
        else
            return f;
    }
}

static const char *read_count(const char *f, va_list *ap, int *count)
{
    if (*f == '*') {
        *count = va_arg(*ap, int);
        return f + 1;
    }
    *count = 0;
    for (; *f >= '0' && *f <= '9'; f++)
        *count = *count * 10 + (*f - '0');
    return f;
}

static const char *read_length(const char *f, Spec *spec)
{
    for (;; f++) {
        if (*f == 'l')
            spec->longs++;
        else if (*f == 'h')
            spec->longs--;
        else if (*f == 'z')
            spec->longs = 1;
        else
            return f;
    }
}

static i64 signed_argument(const Spec *spec, va_list *ap)
{
    if (spec->longs == 1)
        return va_arg(*ap, long);
    if (spec->longs > 1)
        return va_arg(*ap, long long);
    int n = va_arg(*ap, int);
    return spec->longs == 0 ? n : spec->longs == -1 ? (short)n : (signed char)n;
}

static u64 unsigned_argument(const Spec *spec, va_list *ap)
{
    if (spec->longs == 1)
        return va_arg(*ap, unsigned long);
    if (spec->longs > 1)
        return va_arg(*ap, unsigned long long);
    unsigned n = va_arg(*ap, unsigned);
    return spec->longs == 0 ? n : spec->longs == -1 ? (unsigned short)n : (u8)n;
}

static void convert(Sink *s, Spec *spec, char conversion, va_list *ap)
{
    char c;

    switch (conversion) {
    case 'd':
    case 'i': {
        i64 n = signed_argument(spec, ap);
        u64 size = n < 0 ? -(u64)n : (u64)n;
        put_number(s, spec, size, n < 0 ? "-" : spec->space ? " " : "", 'd');
        break;
    }
    case 'u':
    case 'x':
    case 'X': put_number(s, spec, unsigned_argument(spec, ap), "", conversion); break;
    case 'p':
        spec->sharp = true;
        put_number(s, spec, (u64)va_arg(*ap, void *), "", 'x');
        break;
    case 'c':
        c = (char)va_arg(*ap, int);
        put_field(s, spec, "", &c, 1, 0);
        break;
    case 's': put_text(s, spec, va_arg(*ap, const char *)); break;
    default: put(s, conversion); break;
    }
}

int base_vformat(char *text, size_t room, const char *fmt, va_list given)
{
    Sink s = {text, room, 0};
    va_list ap;

    va_copy(ap, given);
    for (const char *f = fmt; *f; f++) {
        if (*f != '%') {
            put(&s, *f);
            continue;
        }
        Spec spec = {.precision = -1};
        f = read_flags(f + 1, &spec);
        f = read_count(f, &ap, &spec.width);
        if (*f == '.')
            f = read_count(f + 1, &ap, &spec.precision);
        f = read_length(f, &spec);
        if (!*f)
            break;
        convert(&s, &spec, *f, &ap);
    }
    va_end(ap);
    if (room)
        text[s.length < room ? s.length : room - 1] = 0;
    return (int)s.length;
}

int base_format(char *text, size_t room, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    int length = base_vformat(text, room, fmt, ap);
    va_end(ap);
    return length;
}

void out_printf(Out *out, const char *fmt, ...)
{
    char text[1024];
    va_list ap;

    va_start(ap, fmt);
    int length = base_vformat(text, sizeof text, fmt, ap);
    va_end(ap);
    out->write(out, text, length < (int)sizeof text ? (size_t)length : sizeof text - 1);
}

void panic_at(const char *file, int line, const char *fmt, ...)
{
    char text[1024];
    va_list ap;

    va_start(ap, fmt);
    base_vformat(text, sizeof text, fmt, ap);
    va_end(ap);
    out_printf(log_error(), "%s:%d: internal error: %s\n", file, line, text);
    log_abort();
}
