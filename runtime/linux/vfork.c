/* vfork.c -- a child that shares the parent's memory till it executes a program. */
#include "runtime/linux/vfork.h"

#include <string.h>

#include "runtime/linux/host.h"
#include "runtime/linux/process.h"

enum { CHILD_STACK = 1 << 20 };

/* What the child changes of ours: both run the same Thread. */
typedef struct {
    Thread thread;
    LinuxThread own;
    GuestAction actions[NUM_SIGNALS + 1];
} Kept;

typedef struct {
    Call *call;
    void (*start)(Call *c);
    u64 stack;
} Child;

static _Noreturn void run_child(const Child *child)
{
    Thread *t = child->call->t;

    t->stack_low = child->stack;
    t->stack_high = child->stack + CHILD_STACK;
    thread_drop_stack(t);
    thread_poll_off(t);
    child->start(child->call);
    child->call->abi->set_result(t, 0);
    rt_dispatch(thread_pc(t));
}

/* The child has a stack of its own: what the parent has on its, stays. */
static i64 clone_on(u64 stack_top, u64 flags, const Child *child)
{
    register const Child *argument __asm__("r12") = child;
    register void (*run)(const Child *) __asm__("r13") = run_child;
    register u64 no_tid __asm__("r10") = 0;
    register u64 no_tls __asm__("r8") = 0;
    i64 result;

    __asm__ volatile("syscall\n\t"
                     "testq %%rax, %%rax\n\t"
                     "jnz 1f\n\t"
                     "xorl %%ebp, %%ebp\n\t"
                     "movq %%r12, %%rdi\n\t"
                     "callq *%%r13\n\t"
                     "ud2\n"
                     "1:"
                     : "=a"(result)
                     : "a"(__NR_clone), "D"(flags), "S"(stack_top), "d"(0), "r"(no_tid),
                       "r"(no_tls), "r"(argument), "r"(run)
                     : "rcx", "r11", "memory");
    return result;
}

i64 vfork_process(Call *c, u64 host_flags, void (*start)(Call *c))
{
    Thread *t = c->t;

    if (t->queued)
        return CALL_BEFORE;
    Kept *kept = call_room(c, sizeof(Kept));
    u8 *stack = sys_map(CHILD_STACK, PROT_READ | PROT_WRITE);
    if (!stack)
        return -ENOMEM;
    memcpy(&kept->thread, t, sizeof(*t));
    memcpy(&kept->own, linux_thread(t), sizeof(kept->own));
    memcpy(kept->actions, guest_actions, sizeof(kept->actions));
    Child child = {c, start, (u64)stack};
    i64 result =
        clone_on((u64)stack + CHILD_STACK, host_flags | CLONE_VM | CLONE_VFORK, &child);
    u32 changed = t->head.code_changed;
    memcpy(t, &kept->thread, sizeof(*t));
    memcpy(linux_thread(t), &kept->own, sizeof(kept->own));
    memcpy(guest_actions, kept->actions, sizeof(kept->actions));
    t->head.code_changed |= changed;
    sys_call2(__NR_munmap, (u64)stack, CHILD_STACK);
    return result;
}
