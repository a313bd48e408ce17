/* workers.c -- processes that do tasks, and who gives them to these.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/workers.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "aot/jobserver.h"

enum { MOST_WORKERS = 64, NO_TASK = -1 };

typedef struct {
    pid_t pid;  /* 0: there is none in this place */
    int socket; /* tasks go there, answers come from there */
    int log;    /* what it writes to the standard error stream: read when it has died */
    int text[WORKER_STREAMS]; /* what its task writes to its streams; -1: none */
    i64 task;                 /* that it does; NO_TASK */
} Worker;

/* What a worker answers when it has done a task. */
typedef struct {
    TaskEnd end;
    char why[WORKER_TEXT];
} Answer;

typedef struct {
    const Workers *how;
    Worker worker[MOST_WORKERS];
    u32 next, ended; /* the first task that nobody has taken; how many have ended */
    bool starved;    /* there is a task that waits for a token of the jobserver */
    char wrong[WORKER_TEXT];
} Crew;

double workers_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What is counted in KiB; getrusage(2). */
static u64 peak_of(const struct rusage *used)
{
    return (u64)used->ru_maxrss << 10;
}

u64 workers_peak(void)
{
    struct rusage used;

    return getrusage(RUSAGE_SELF, &used) == 0 ? peak_of(&used) : 0;
}

/* ---- in a worker ---- */

/* The signals that this process handles are for it alone: see workspace.c. */
static void forget_handlers(void)
{
    for (int n = 1; n < NSIG; n++)
        signal(n, SIG_DFL);
}

static void limit(int resource, u64 soft, u64 hard)
{
    struct rlimit r = {soft, hard};

    setrlimit(resource, &r);
}

/* What atexit has been told to do is for the process that said so: see workspace.c.
 * This is told last, and so done first. */
static void end_at_once(void)
{
    _exit(1);
}

static void begin_worker(const Workers *how, const Worker *self, pid_t parent)
{
    forget_handlers();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    if (atexit(end_at_once) != 0)
        _exit(1);
    limit(RLIMIT_CORE, 0, 0);
    if (how->memory)
        limit(RLIMIT_DATA, how->memory, how->memory);
    if (self->log >= 0)
        dup2(self->log, 2);
}

/* The kernel kills a worker that has had its time. */
static void limit_time(const Workers *how)
{
    struct rusage used;

    if (!how->task_seconds || getrusage(RUSAGE_SELF, &used) != 0)
        return;
    u64 seconds = (u64)used.ru_utime.tv_sec + (u64)used.ru_stime.tv_sec;
    limit(RLIMIT_CPU, seconds + how->task_seconds, RLIM_INFINITY);
}

static bool open_streams(const Worker *self, FILE *stream[WORKER_STREAMS])
{
    for (int i = 0; i < WORKER_STREAMS; i++) {
        stream[i] = self->text[i] < 0 ? NULL : fdopen(self->text[i], "w");
        if (self->text[i] >= 0 && !stream[i])
            return false;
    }
    return true;
}

/* Empties the streams of what the task before has written. */
static bool empty_streams(FILE *const stream[WORKER_STREAMS])
{
    for (int i = 0; i < WORKER_STREAMS; i++)
        if (stream[i] && (fseek(stream[i], 0, SEEK_SET) != 0 ||
                          ftruncate(fileno(stream[i]), 0) != 0))
            return false;
    return true;
}

static bool flush_streams(FILE *const stream[WORKER_STREAMS])
{
    for (int i = 0; i < WORKER_STREAMS; i++)
        if (stream[i] && (fflush(stream[i]) != 0 || ferror(stream[i])))
            return false;
    return true;
}

static void do_task(const Workers *how, u32 task, FILE *const stream[WORKER_STREAMS],
                    Answer *answer)
{
    bool fine = empty_streams(stream);

    if (fine)
        answer->end = how->run(how->arg, task, stream, answer->why);
    if (!fine || !flush_streams(stream)) {
        answer->end = TASK_WRONG;
        snprintf(answer->why, sizeof answer->why, "its listing cannot be kept: %s",
                 strerror(errno));
    }
}

static void work(const Workers *how, const Worker *self, int socket)
{
    FILE *stream[WORKER_STREAMS];
    u32 task;

    if (!open_streams(self, stream))
        _exit(1);
    while (recv(socket, &task, sizeof task, 0) == sizeof task) {
        Answer answer = {0};

        limit_time(how);
        do_task(how, task, stream, &answer);
        if (send(socket, &answer, sizeof answer, MSG_NOSIGNAL) != sizeof answer)
            break;
    }
    _exit(0);
}

/* ---- who gives the tasks ---- */

static void close_worker(Worker *w)
{
    close(w->socket);
    if (w->log >= 0)
        close(w->log);
    for (int i = 0; i < WORKER_STREAMS; i++)
        if (w->text[i] >= 0)
            close(w->text[i]);
    *w = (Worker){.task = NO_TASK};
}

/* A worker has no use for the sockets of the others: one that is closed here must be
 * seen as closed by whoever is at its other end. */
static void close_others(Crew *crew)
{
    for (u32 i = 0; i < MOST_WORKERS; i++)
        if (crew->worker[i].pid)
            close_worker(&crew->worker[i]);
}

/* A worker without a log dies without words; one without its streams is none. */
static bool open_files(const Workers *how, Worker *w)
{
    bool fine = true;

    w->log = memfd_create("worker", MFD_CLOEXEC);
    for (int i = 0; i < WORKER_STREAMS; i++) {
        w->text[i] = how->streams ? memfd_create("listing", MFD_CLOEXEC) : -1;
        fine &= !how->streams || w->text[i] >= 0;
    }
    return fine;
}

static void be_worker(Crew *crew, const Worker *self, int socket, pid_t parent)
{
    close_others(crew);
    close(self->socket);
    begin_worker(crew->how, self, parent);
    work(crew->how, self, socket);
}

static bool start_worker(Crew *crew, Worker *w)
{
    pid_t parent = getpid();
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return false;
    Worker made = {.socket = pair[0], .task = NO_TASK};
    made.pid = open_files(crew->how, &made) ? fork() : -1;
    if (made.pid == 0)
        be_worker(crew, &made, pair[1], parent);
    int error = errno;
    close(pair[1]);
    if (made.pid < 0) {
        close_worker(&made);
        errno = error;
        return false;
    }
    *w = made;
    return true;
}

/* Returns what a file in memory holds. */
static TaskText read_text(int fd)
{
    struct stat st;
    TaskText text = {0};

    if (fd < 0 || fstat(fd, &st) < 0 || !st.st_size)
        return text;
    text.bytes = base_alloc((size_t)st.st_size);
    while (text.size < (size_t)st.st_size) {
        ssize_t n = pread(fd, text.bytes + text.size, (size_t)st.st_size - text.size,
                          (off_t)text.size);

        if (n <= 0)
            break;
        text.size += (size_t)n;
    }
    return text;
}

static void end_task(Crew *crew, Worker *w, TaskEnd end, const char *why)
{
    u32 task = (u32)w->task;
    TaskText text[WORKER_STREAMS] = {0};

    w->task = NO_TASK;
    crew->ended++;
    if (end == TASK_WRONG)
        snprintf(crew->wrong, sizeof crew->wrong, "%s", *why ? why : "it failed");
    for (int i = 0; i < WORKER_STREAMS && end == TASK_DONE; i++)
        text[i] = read_text(w->text[i]);
    crew->how->done(crew->how->arg, task, end, why, text);
}

/* The first line that a worker has written before it died, without line end. */
static bool read_log(const Worker *w, char *why, size_t room)
{
    ssize_t n = w->log >= 0 ? pread(w->log, why, room - 1, 0) : 0;

    why[n > 0 ? n : 0] = 0;
    why[strcspn(why, "\n")] = 0;
    return *why != 0;
}

/* The words of base_alloc, of C++ and of LLVM. */
static bool tells_of_memory(const char *log)
{
    return strstr(log, "out of memory") || strstr(log, "bad_alloc");
}

/* Returns how the task of a worker that has died ended, and says it in `why`. */
static TaskEnd say_death(const Worker *w, int status, char *why, size_t room)
{
    char log[WORKER_TEXT - 80];
    bool has_log = read_log(w, log, sizeof log);

    if (tells_of_memory(log)) {
        snprintf(why, room, "it takes too much memory");
        return TASK_FULL;
    }
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) {
        snprintf(why, room, "it takes too much time");
        return TASK_SLOW;
    }
    if (WIFSIGNALED(status)) {
        const char *name = sigdescr_np(WTERMSIG(status));
        snprintf(why, room, "the code generator died: %s%s%s", name ? name : "signal",
                 has_log ? "; " : "", has_log ? log : "");
    } else if (has_log) {
        snprintf(why, room, "%s", log);
    } else {
        snprintf(why, room, "the code generator ended with status %d",
                 WEXITSTATUS(status));
    }
    return TASK_FAILED;
}

/* Waits for the end of a worker.  Returns its status, as waitpid does. */
static int wait_for(const Crew *crew, const Worker *w)
{
    struct rusage used = {0};
    u64 *peak = crew->how->peak;
    int status = 0;

    while (wait4(w->pid, &status, 0, &used) < 0 && errno == EINTR)
        ;
    if (peak && *peak < peak_of(&used))
        *peak = peak_of(&used);
    return status;
}

static void bury(Crew *crew, Worker *w)
{
    char why[WORKER_TEXT];
    int status = wait_for(crew, w);

    if (w->task != NO_TASK) {
        TaskEnd end = say_death(w, status, why, sizeof why);
        end_task(crew, w, end, why);
    }
    close_worker(w);
}

static void hear(Crew *crew, Worker *w)
{
    Answer answer;

    if (recv(w->socket, &answer, sizeof answer, 0) != sizeof answer) {
        bury(crew, w);
        return;
    }
    answer.why[sizeof answer.why - 1] = 0;
    end_task(crew, w, answer.end, answer.why);
}

/* Gives the next task to a worker that has none, or to a new one: the old one may have
 * died after its last task. */
static void give_task(Crew *crew, Worker *w)
{
    u32 task = crew->next;

    for (int tries = 0; tries < 2; tries++) {
        if (!w->pid && !start_worker(crew, w))
            return;
        if (send(w->socket, &task, sizeof task, MSG_NOSIGNAL) == sizeof task) {
            w->task = task;
            crew->next++;
            return;
        }
        bury(crew, w);
    }
}

static u32 count_busy(const Crew *crew)
{
    u32 busy = 0;

    for (u32 i = 0; i < MOST_WORKERS; i++)
        busy += crew->worker[i].task != NO_TASK;
    return busy;
}

static u32 give_tasks(Crew *crew)
{
    u32 busy = count_busy(crew), jobs = crew->how->jobs;

    crew->starved = false;
    for (u32 i = 0; i < jobs && i < MOST_WORKERS && !crew->starved; i++) {
        Worker *w = &crew->worker[i];

        if (w->task != NO_TASK || crew->next >= crew->how->num_tasks)
            continue;
        crew->starved = !jobserver_allows(busy);
        if (!crew->starved)
            give_task(crew, w);
        busy += w->task != NO_TASK;
    }
    jobserver_keep(busy);
    return busy;
}

/* Waits for an answer or a token, or for the time to look at the deadline and tell of
 * progress. */
static void wait_for_answers(Crew *crew)
{
    struct pollfd fd[MOST_WORKERS + 1];
    Worker *of[MOST_WORKERS];
    nfds_t n = 0;

    for (u32 i = 0; i < MOST_WORKERS; i++)
        if (crew->worker[i].task != NO_TASK) {
            of[n] = &crew->worker[i];
            fd[n] = (struct pollfd){.fd = of[n]->socket, .events = POLLIN};
            n++;
        }
    fd[n] = (struct pollfd){.fd = jobserver_descriptor(), .events = POLLIN};
    if (poll(fd, n + crew->starved, 200) <= 0)
        return;
    for (nfds_t i = 0; i < n; i++)
        if (fd[i].revents)
            hear(crew, of[i]);
}

static void end_workers(Crew *crew)
{
    for (u32 i = 0; i < MOST_WORKERS; i++) {
        Worker *w = &crew->worker[i];

        if (!w->pid)
            continue;
        kill(w->pid, SIGKILL);
        wait_for(crew, w);
        if (w->task != NO_TASK)
            end_task(crew, w, TASK_LATE, "");
        close_worker(w);
    }
}

static bool is_late(const Crew *crew)
{
    return crew->how->deadline > 0 && workers_now() >= crew->how->deadline;
}

const char *workers_run(const Workers *workers)
{
    static Crew crew; /* its text is the caller's */
    const TaskText nothing[WORKER_STREAMS] = {0};
    bool stuck = false;

    crew = (Crew){.how = workers};
    for (u32 i = 0; i < MOST_WORKERS; i++)
        crew.worker[i].task = NO_TASK;
    while (crew.ended < workers->num_tasks && !*crew.wrong && !is_late(&crew) &&
           !stuck) {
        stuck = give_tasks(&crew) == 0;
        wait_for_answers(&crew);
        if (workers->progress)
            workers->progress(workers->arg, crew.ended);
    }
    end_workers(&crew);
    jobserver_keep(0);
    if (stuck)
        snprintf(crew.wrong, sizeof crew.wrong, "cannot start a code generator: %s",
                 strerror(errno));
    for (u32 i = crew.next; i < workers->num_tasks && !*crew.wrong; i++)
        workers->done(workers->arg, i, TASK_LATE, "", nothing);
    return *crew.wrong ? crew.wrong : NULL;
}
