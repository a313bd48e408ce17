/* terminal.c -- a pseudo terminal: settings, size, control characters, its name.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static void show(const char *what, const struct termios *t)
{
    printf("%s: in %d%d%d%d out %d%d", what, !!(t->c_iflag & ICRNL),
           !!(t->c_iflag & IXON), !!(t->c_iflag & IXOFF), !!(t->c_iflag & IUTF8),
           !!(t->c_oflag & OPOST), !!(t->c_oflag & ONLCR));
    printf(" local %d%d%d%d%d", !!(t->c_lflag & ISIG), !!(t->c_lflag & ICANON),
           !!(t->c_lflag & ECHO), !!(t->c_lflag & IEXTEN), !!(t->c_lflag & TOSTOP));
    printf(" bits %d%d speed %d%d", (t->c_cflag & CSIZE) == CS8,
           (t->c_cflag & CSIZE) == CS7, cfgetospeed(t) == B38400,
           cfgetospeed(t) == B115200);
    printf(" keys %d %d %d %d %d %d\n", t->c_cc[VINTR], t->c_cc[VERASE], t->c_cc[VEOF],
           t->c_cc[VMIN], t->c_cc[VTIME], t->c_cc[VSUSP]);
}

static void settings(int fd)
{
    struct termios t;

    printf("get %d\n", tcgetattr(fd, &t));
    show("at first", &t);
    t.c_iflag = (t.c_iflag & ~ICRNL) | IXOFF | IUTF8;
    t.c_oflag &= ~ONLCR;
    t.c_lflag = (t.c_lflag & ~(ICANON | ECHO)) | TOSTOP;
    t.c_cc[VMIN] = 3, t.c_cc[VTIME] = 7, t.c_cc[VINTR] = 'X' & 31;
    cfsetospeed(&t, B115200), cfsetispeed(&t, B115200);
    printf("set %d\n", tcsetattr(fd, TCSADRAIN, &t));
    memset(&t, 0, sizeof t);
    tcgetattr(fd, &t);
    show("changed", &t);
    cfmakeraw(&t);
    printf("raw %d\n", tcsetattr(fd, TCSANOW, &t));
    tcgetattr(fd, &t);
    show("raw", &t);
}

/* The kernel's struct termio, of System V: the C library has another. */
static void old_settings(int fd)
{
    struct {
        unsigned short in, out, control, local;
        unsigned char line, characters[11];
    } old;
    struct termios t;

    tcgetattr(fd, &t);
    printf("old get %d", ioctl(fd, TCGETA, &old));
    printf(" same %d%d%d%d %d\n", old.in == (unsigned short)t.c_iflag,
           old.out == (unsigned short)t.c_oflag,
           old.control == (unsigned short)t.c_cflag,
           old.local == (unsigned short)t.c_lflag, old.characters[VINTR]);
    old.local |= ECHO;
    old.characters[VINTR] = 'Y' & 31;
    printf("old set %d", ioctl(fd, TCSETAW, &old));
    tcgetattr(fd, &t);
    show(" changed", &t);
    memset(&t, 255, sizeof t);
    printf("locked %d", ioctl(fd, TIOCGLCKTRMIOS, &t));
    printf(" %x %x %d\n", (unsigned)t.c_lflag, (unsigned)t.c_cflag, t.c_cc[VINTR]);
}

int main(void)
{
    int control = posix_openpt(O_RDWR | O_NOCTTY), waiting = 0, ends[2];
    struct winsize size = {25, 81, 3, 4};
    char text[8] = "";

    printf("grant %d", grantpt(control));
    printf(", unlock %d\n", unlockpt(control));
    int fd = open(ptsname(control), O_RDWR | O_NOCTTY);
    printf("name %d, terminal %d %d\n", !strncmp(ptsname(control), "/dev/pts/", 9),
           isatty(fd), isatty(open("/dev/null", O_RDWR)));
    printf("not one: %s\n", strerror(errno));
    printf("size %d", ioctl(control, TIOCSWINSZ, &size));
    memset(&size, 0, sizeof size);
    ioctl(fd, TIOCGWINSZ, &size);
    printf(" %d %d %d %d\n", size.ws_row, size.ws_col, size.ws_xpixel, size.ws_ypixel);
    settings(fd);
    old_settings(fd);
    write(control, "a", 1);
    printf("read %d", (int)read(fd, text, 8));
    printf(" %s\n", text);
    pipe(ends);
    write(ends[1], "abc", 3);
    ioctl(ends[0], FIONREAD, &waiting);
    printf("waiting %d\n", waiting);
    printf("flush %d", tcflush(fd, TCIOFLUSH));
    printf(", unknown %d", ioctl(fd, 0x12345678, text));
    printf(" %s\n", strerror(errno));
    return 0;
}
