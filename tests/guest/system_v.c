/* system_v.c -- shared memory, semaphores and message queues of System V.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void check(const char *what, long got)
{
    if (got < 0)
        printf("%s: %s\n", what, strerror(errno));
    else
        printf("%s: %ld\n", what, got);
}

static void memory(void)
{
    int id = shmget(IPC_PRIVATE, 10000, 0600), status;
    struct shmid_ds state;
    volatile int *word = shmat(id, NULL, 0);
    const volatile int *again = shmat(id, NULL, SHM_RDONLY);

    printf("attached %d %d\n", word != (void *)-1, again != (void *)-1);
    word[7] = 1234;
    printf("seen %d\n", again[7]);
    if (fork() == 0) {
        word[8] = word[7] + 1;
        _exit(0);
    }
    wait(&status);
    printf("from the child %d\n", again[8]);
    check("stat", shmctl(id, IPC_STAT, &state));
    printf("size %lu attached %lu owner %d creator %d mode %o time %d\n",
           (unsigned long)state.shm_segsz, (unsigned long)state.shm_nattch,
           state.shm_perm.uid == getuid(), state.shm_cpid == getpid(),
           state.shm_perm.mode & 0777, time(NULL) - state.shm_atime < 10);
    check("detach", shmdt((void *)again));
    check("detach", shmdt((void *)again));
    void *where = (void *)word;
    check("detach", shmdt(where));
    printf("at %d\n", shmat(id, where, 0) == where);
    printf("taken %d %s\n", shmat(id, where, 0) == (void *)-1, strerror(errno));
    printf("remap %d\n", shmat(id, where, SHM_REMAP) == where);
    printf("rounded %d\n", shmat(id, (char *)where - 0x100000 + 5, SHM_RND) ==
                               (char *)where - 0x100000);
    printf("still %d\n", word[7]);
    state.shm_perm.mode = 0640;
    check("set", shmctl(id, IPC_SET, &state));
    check("remove", shmctl(id, IPC_RMID, NULL));
    check("gone", shmget(0x7ddd1234, 1, 0));
}

union semun {
    int val;
    struct semid_ds *buf;
    unsigned short *array;
};

static void semaphores(void)
{
    int id = semget(IPC_PRIVATE, 3, 0600), status;
    unsigned short values[3] = {1, 0x203, 3};
    struct semid_ds state;
    struct sembuf add = {2, 5, 0}, take = {1, -0x204, 0}, none = {0, -9, IPC_NOWAIT};
    struct timespec soon = {0, 10000000};

    check("set all", semctl(id, 0, SETALL, (union semun){.array = values}));
    check("one", semctl(id, 1, GETVAL));
    check("set", semctl(id, 0, SETVAL, (union semun){.val = 6}));
    check("add", semop(id, &add, 1));
    check("no wait", semop(id, &none, 1));
    check("time", semtimedop(id, &take, 1, &soon));
    if (fork() == 0) {
        struct sembuf give = {1, 1, 0};
        usleep(20000);
        semop(id, &give, 1);
        _exit(0);
    }
    check("wait", semop(id, &take, 1));
    wait(&status);
    memset(values, 0, sizeof values);
    check("get all", semctl(id, 0, GETALL, (union semun){.array = values}));
    printf("%d %d %d\n", values[0], values[1], values[2]);
    check("stat", semctl(id, 0, IPC_STAT, (union semun){.buf = &state}));
    printf("%lu semaphores, times %d %d\n", (unsigned long)state.sem_nsems,
           time(NULL) - state.sem_otime < 10, time(NULL) - state.sem_ctime < 10);
    check("process", semctl(id, 1, GETPID) == getpid());
    check("remove", semctl(id, 0, IPC_RMID));
    check("gone", semop(id, &add, 1));
}

static void messages(void)
{
    struct {
        long type;
        char text[40];
    } message = {3, "a message of type three"}, got = {0};
    int id = msgget(IPC_PRIVATE, 0600);
    struct msqid_ds state;

    check("send", msgsnd(id, &message, 24, 0));
    message.type = 70000, strcpy(message.text, "another");
    check("send", msgsnd(id, &message, 8, IPC_NOWAIT));
    message.type = 0;
    check("no type", msgsnd(id, &message, 8, 0));
    check("stat", msgctl(id, IPC_STAT, &state));
    printf("%lu messages of %lu bytes by %d\n", (unsigned long)state.msg_qnum,
           (unsigned long)state.__msg_cbytes, state.msg_lspid == getpid());
    check("receive", msgrcv(id, &got, sizeof got.text, 70000, 0));
    printf("%ld %s\n", got.type, got.text);
    check("too big", msgrcv(id, &got, 4, 0, 0));
    check("cut", msgrcv(id, &got, 4, -3, MSG_NOERROR));
    printf("%ld %.4s\n", got.type, got.text);
    check("none", msgrcv(id, &got, sizeof got.text, 0, IPC_NOWAIT));
    state.msg_qbytes = 4096;
    check("set", msgctl(id, IPC_SET, &state));
    check("remove", msgctl(id, IPC_RMID, NULL));
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    memory();
    semaphores();
    messages();
    return 0;
}
