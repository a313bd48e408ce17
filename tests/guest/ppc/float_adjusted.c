/*
 * float_adjusted.c -- enabled overflow and underflow: the target gets a number whose
 * exponent is less, or more, by 1536, or 192 for single precision; with the traps of
 * MSR off, and on.  Power ISA, Book I, 4.4.3.1 and 4.4.4.1.
 *
 * The rows were computed with exact fractions, from the manual's words.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <ucontext.h>

typedef double Run(double *status, double x, double y, double z);

static volatile sig_atomic_t traps;
static double seen_by_handler;

static void handler(int signal, siginfo_t *info, void *context)
{
    mcontext_t *m = ((ucontext_t *)context)->uc_mcontext.uc_regs;

    (void)signal, (void)info;
    traps++;
    seen_by_handler = m->fpregs.fpregs[3];
    m->gregs[32] += 4;
}

/* In fr3, so that the handler knows where. */
#define INSTRUCTION(name, text)                                                        \
    static double do_##name(double *status, double x, double y, double z)              \
    {                                                                                  \
        register double target __asm__("fr3") = 7;                                     \
                                                                                       \
        __asm__ volatile("mtfsf 255, %[status]\n " text "\n mffs %[status]"            \
                         : [target] "+f"(target), [status] "+f"(*status)               \
                         : [x] "f"(x), [y] "f"(y), [z] "f"(z));                        \
        return target;                                                                 \
    }
#define XY(name) INSTRUCTION(name, #name " %[target], %[x], %[y]")
#define XYZ(name) INSTRUCTION(name, #name " %[target], %[x], %[y], %[z]")
/* clang-format off */
XY(fadd) XY(fadds) XY(fsub) XY(fsubs) XY(fmul) XY(fmuls) XY(fdiv) XY(fdivs)
XYZ(fmadd) XYZ(fmadds) XYZ(fmsub) XYZ(fmsubs)
XYZ(fnmadd) XYZ(fnmadds) XYZ(fnmsub) XYZ(fnmsubs)
INSTRUCTION(frsp, "frsp %[target], %[x]")
    /* clang-format on */

    /* The instruction, FPSCR and operands before; target and FPSCR after. */
    static const struct {
    Run *run;
    uint32_t control;
    uint64_t operand[3], target;
    uint32_t fpscr;
} rows[] = {
#define R(name, control, x, y, z, target, fpscr)                                       \
    {do_##name, 0x##control, {0x##x, 0x##y, 0x##z}, 0x##target, 0x##fpscr},
    /* clang-format off */
    R(fadd, 42, ffeb64ce8c38fb29, ffeae2eb7f150524, 0, 9ffb23dd05a70026, d2028042)
    R(fadd, 42, 7fecb5c73f98e277, 7fe867344cdd2055, 0, 1ffa8e7dc63b0166, d0004042)
    R(fadd, 23, 2257a9f5d97a7, 15790fc1d3fcf, 0, 5febe85cdbd6bbb0, c8004023)
    R(fadd, 22, 800113deeab1031d, 3a2ff3c03ea0a, 0, 5fe479028a973768, c8004022)
    R(fadd, 60, ffecc0119474031b, ffd0000000000001, 0, 9ff26008ca3a018e, d2068060)
    R(fadd, 63, 7feae658fe3b890b, 7feab2cde3151288, 0, 1ffacc9370a84dc9, d2024063)
    R(fadd, 6b, bf3150efcfeb, 6f41588471, 0, 5fc7f412490a8b80, c800406b)
    R(fadd, 69, 1000000000000, 80000028e40f1950, 0, 5fcffae37e1cd600, c8004069)
    R(fadds, 40, 47e88daf40000000, 47efffffe0000000, 0, 3bfc46d780000000, d2024040)
    R(fadds, 42, 47efffffe0000000, 39f1c24420000000, 0, 3bf0000000000000, d2064042)
    R(fadds, 20, b80000f480000000, 371f200000000000, 0, c40000b640000000, c8008020)
    R(fadds, 22, 378fffc000000000, 371f400000000000, 0, 43901f2000000000, c8004022)
    R(fadds, 61, c7ec9d4880000000, c7efffffe0000000, 0, bbfe4ea420000000, d2028061)
    R(fadds, 62, c7e076b3e0000000, c7e3192b60000000, 0, bbf1c7efa0000000, d0008062)
    R(fadds, 69, b7efffff00000000, 3780000000000000, 0, c3efbfff00000000, c8008069)
    R(fadds, 68, 3783258000000000, b73fc00000000000, 0, 4382278000000000, c8004068)
    R(fsub, 41, ffe82b3386048719, 7fe0101b9bca3cb7, 0, 9ff41da790e761e8, d0008041)
    R(fsub, 43, ffe0acd846e40990, 7fee4ddfc28ee907, 0, 9ff77d5c04b9794c, d2068043)
    R(fsub, 23, 8000cd95ec0b5f70, 8000006085a1cf33, 0, dfc9a6accd3207a0, c8008023)
    R(fsub, 23, 8007ffffffffffff, 8000010000000000, 0, dffffbfffffffffc, c8008023)
    R(fsub, 60, 7fe50e40712ea6b3, ffeab6283672d6ae, 0, 1ff7e23453d0beb0, d2024060)
    R(fsub, 61, ffefffffffffffff, 7f523231e2015522, 0, 9ff0048c8c788054, d2028061)
    R(fsub, 6b, 8000094d67be5e8f, 800000ff3dc373c1, 0, df809c53f5d59c00, c800806b)
    R(fsub, 68, a8c572da58db, bab5bc6eb1e, 0, 5fc3a342e26db7a0, c8004068)
    R(fsubs, 42, 47ee7e8f80000000, c7ed1dcec0000000, 0, 3bfdce2f20000000, d0004042)
    R(fsubs, 43, c7e72723a0000000, 47e8bc0820000000, 0, bbf7f195e0000000, d0008043)
    R(fsubs, 21, b7f3716180000000, b74d500000000000, 0, c3f36db780000000, c8008021)
    R(fsubs, 22, b7d0000000000000, b71a000000000000, 0, c3cffcc000000000, c8008022)
    R(fsubs, 62, 47efffffe0000000, beb17420e0000000, 0, 3bf0000000000000, d2064062)
    R(fsubs, 60, c7e9638920000000, 47e4de2f80000000, 0, bbf720dc40000000, d2028060)
    R(fsubs, 6b, b800000000000000, b80537d900000000, 0, 43e4df6400000000, c800406b)
    R(fsubs, 6b, b799e62000000000, b71d400000000000, 0, c399c8e000000000, c800806b)
    R(fmul, 40, eef23a9a816b2332, ff0d5be79187df42, 0, 4e10b976969b6953, d2024040)
    R(fmul, 40, f4ee4907cc4793d7, 7f5fffffffffffff, 0, d45e4907cc4793d6, d2028040)
    R(fmul, 20, 80c5c575a31a49dd, 31df74e71c16, 0, a080f731db47ea3e, ca028020)
    R(fmul, 20, 9c174fa900d93534, 80001e5d9f80c2b5, 0, 3bc61ee225925029, ca024020)
    R(fmul, 61, 6a3bc9e2bee80626, 7e80000000000001, 0, 48cbc9e2bee80627, d2024061)
    R(fmul, 62, 4ec75d8df9c9c679, ffbe91457aa068f1, 0, ae9651c7c0c4f4a6, d2028062)
    R(fmul, 6a, 2c32c32a48c1d5c, 80aa6caf41023aed, 0, a37faa0ea28a8317, ca02806a)
    R(fmul, 6a, de7c5d40f877ae3, 2faaeb59f65a, 0, 2da1b4c4a28203de, ca06406a)
    R(fmuls, 40, 43bc4653c0000000, c7c4fc9e80000000, 0, bf928b2a40000000, d2068040)
    R(fmuls, 42, 4774a227e0000000, c620000020000000, 0, c1a4a22800000000, d2028042)
    R(fmuls, 22, bcdf212000000000, 37d171e000000000, 0, c0c0f85fe0000000, ca028022)
    R(fmuls, 22, bc6d1f9bc0000000, b871cd86e0000000, 0, 40f033d800000000, ca064022)
    R(fmuls, 63, 41de04b0c0000000, c6c00eb4e0000000, 0, bcae204840000000, d2068063)
    R(fmuls, 60, c574d4ca80000000, 46460487e0000000, 0, bfccaa7c80000000, d2028060)
    R(fmuls, 68, 3bec0301a0000000, 383ed28780000000, 0, 403afb1be0000000, ca064068)
    R(fmuls, 6a, 3b410a25a0000000, 383fffffe0000000, 0, 3f910a25a0000000, ca06406a)
    R(fdiv, 41, 7fddab0746709312, 20ba9776d5ad5360, 0, 3f11d9df187a1f91, d2024041)
    R(fdiv, 43, fe70000000000001, a53c8ff15f93d180, 0, 3921ecfd6a7cd460, d2024043)
    R(fdiv, 21, f, fa7fffffffffffff, 0, a27e000000000000, ca028021)
    R(fdiv, 23, 5a4, 675de962a4fd57c5, 0, 3608234321edd774, ca024023)
    R(fdiv, 62, 7e1fffffffffffff, 12a4820857fa49e5, 0, 4b68f747dc2cd001, d2064062)
    R(fdiv, 60, 7f7429a7a71f11b2, 1b5ab3b78eaca288, 0, 440829c9001a26d9, d2064060)
    R(fdiv, 6b, 800000000026a6e4, 79ffffffffffffff, 0, a413537200000001, ca06806b)
    R(fdiv, 6a, 40000000000, 48e173913e7c6567, 0, 567d56abf865d76b, ca06406a)
    R(fdivs, 40, 4713d37660000000, bac0000000000000, 0, c043d37660000000, d0008040)
    R(fdivs, 40, 4770000020000000, 3f0452e700000000, 0, 3c59312d40000000, d2064040)
    R(fdivs, 21, 389f7ba380000000, c10877b540000000, 0, c3849667c0000000, ca028021)
    R(fdivs, 22, 36f3800000000000, c336e8cd80000000, 0, bfab3cdcc0000000, ca028022)
    R(fdivs, 63, 47b0000000000000, b72c300000000000, 0, c4722a0140000000, d2068063)
    R(fdivs, 63, 47e000bb40000000, bcefffffe0000000, 0, bee000bb60000000, d2068063)
    R(fdivs, 68, 3861bea700000000, c13f8cd9e0000000, 0, c311ff6a60000000, ca068068)
    R(fdivs, 68, b9ea5b89a0000000, c610000000000000, 0, 3fca5b89a0000000, c8004068)
    R(fmadd, 40, 798eb7fe91c3098c, f5220c26f662222e, bd4b2d646ffb726a, cec15329987754e6, d2068040)
    R(fmadd, 42, 62c95385f18bde0e, 6ce99df2ca5d5e7d, 5d7bf7fc497, 2fc4464295ac7171, d2064042)
    R(fmadd, 23, 1f38c0853c19c315, 9ecfffffffffffff, 8002ff2286363123, dfe7f91432778d42, ca068023)
    R(fmadd, 22, d4ecd756ca06496, 8b5568a8b2217139, 9, 5d02000000000000, ca064022)
    R(fmadd, 61, 5fe334e5f848a956, dff43d8738b079e1, ffd7eea69fa40dd6, 9ff221a762a865ca, d2028061)
    R(fmadd, 60, f000e715aa50b96f, 7380dea664b9cb1c, 2d0000000000000, c391d24bbed52e66, d2068060)
    R(fmadd, 6b, 9ede5ee4731bbc41, 9f614510ff5e1d1f, 8001a70822f7dba0, dfda70821f19c3e5, ca06806b)
    R(fmadd, 68, 10cd6d1060ed33a0, 12000bc21be4a5db, 8000000000000007, dcfc000000000000, ca068068)
    R(fmadds, 43, c3fc4cba00000000, 4400000020000000, 47c321a6e0000000, bc0b1a9fe0000000, d2068043)
    R(fmadds, 40, 45ce5a15a0000000, c493f7dc80000000, 43908ec360000000, be72f09560000000, d2068040)
    R(fmadds, 22, b8a10170c0000000, b9555c0a60000000, b6eb000000000000, c2eaffffe0000000, ca028022)
    R(fmadds, 23, b73c100000000000, 383f178d60000000, 36a0000000000000, 429fffffe0000000, ca024023)
    R(fmadds, 61, c400000000000000, 43f51cdf20000000, 47d9880e80000000, bc01ebdd40000000, d2028061)
    R(fmadds, 61, 4630000000000000, 46f18af260000000, 4690000020000000, 41318af260000000, d2024061)
    R(fmadds, 6a, b9fe429c80000000, b88d8d4240000000, b6fc000000000000, c2fbffffe0000000, ca02806a)
    R(fmadds, 69, 3725f00000000000, 381707c5e0000000, 36f2000000000000, 42f2000000000000, ca024069)
    R(fmsub, 41, 63cd1b0be200d218, fb60a5525fb65b55, c7f3087d0ce66f73, bf3e47c8a544b12c, d2028041)
    R(fmsub, 41, ec672f922d819d38, 68df2198aa2d6c38, 17e9eb4eb5af4c8a, b5568e6d48187800, d2028041)
    R(fmsub, 22, 9463437c0b4e7f7c, 8d2a6d21bb7352c1, 2, dcdfffffffffffff, ca028022)
    R(fmsub, 21, 10ccb978080e31b0, 1bccbbc619f48c75, 31, dd287fffffffffff, ca028021)
    R(fmsub, 61, 6e60000000000001, 7ace201a93ea6a94, 72c03cc221460c5a, 493e201a93ea6a95, d2024061)
    R(fmsub, 63, 601ed5ec9f48250d, dff296cb4886058b, 7fc0000000000000, a02229a3c1bac304, d2068063)
    R(fmsub, 69, 9010b22af16d68f3, 9bbed1959b8e9a82, 800000000000000c, 5d08000000000000, ca024069)
    R(fmsub, 69, 1f3d8aa79d5ee2f9, 1fb0aada37d7d190, 8fc052dfa8450, e001f7faf8e72b59, ca028069)
    R(fmsubs, 43, 4413fcf6c0000000, c417260ca0000000, c7d00e5e80000000, bc3caaf1e0000000, d2068043)
    R(fmsubs, 42, 44c6e3bbc0000000, c4dfffffe0000000, 37e2159700000000, bdb6e3bba0000000, d2028042)
    R(fmsubs, 20, bbcc086ee0000000, 3b8c8c4220000000, b7cffffc00000000, 43cf9bf300000000, ca024020)
    R(fmsubs, 22, 37a0000000000000, b7fb898a00000000, b6b0000000000000, 42b0000000000000, ca064022)
    R(fmsubs, 61, c5c0000020000000, c7c4110b80000000, c5f434b4a0000000, 4194110ba0000000, d2024061)
    R(fmsubs, 62, 3736700000000000, 3934737fe0000000, c7efffffe0000000, 3bf0000000000000, d2064062)
    R(fmsubs, 68, 36f4000000000000, b82a2e5c60000000, b750000000000000, 4350000000000000, ca064068)
    R(fmsubs, 68, b7b64ed800000000, b8360307a0000000, 3755c20000000000, c355c20000000000, ca068068)
    R(fnmadd, 42, 1360c5cdf53e2c38, 22b0000000000001, 7fefffffffffffff, 9ff0000000000000, d2068042)
    R(fnmadd, 41, 60008a6abf433e03, 5ff6ea6da0288056, 7fe21cc40c3b1266, a00c37dd77c1b272, d2028041)
    R(fnmadd, 21, a0000ab60decb3b5, 9f75b6e485e9251c, 196ceb4d187e3, dfda1b16bc58cf3a, ca028021)
    R(fnmadd, 22, 10c0000000000000, 8000000000000080, 346, dd6a300000000000, ca068022)
    R(fnmadd, 63, 1ea0000000000000, cf50000000000001, ffefffffffffffff, 1ff0000000000000, d2064063)
    R(fnmadd, 61, 601001a2e74c00f4, 5fe2f87467eee099, 7fc1adbec7642bde, a004154101836c7e, d2028061)
    R(fnmadd, 6b, 974a48799bab5340, 9760000000000000, 8000000000000004, 5cf0000000000000, ca06406b)
    R(fnmadd, 68, 9fd6fc82d82cba01, 1fa73d63a7d0e597, 1000000000000, dfcde9cd20ae63e6, ca068068)
    R(fnmadds, 42, c5dfffffe0000000, 47e0d72ca0000000, c49ead28c0000000, 41d0d72c80000000, d2024042)
    R(fnmadds, 43, c3ffffffe0000000, 4406382500000000, c7ee856660000000, 3c1a08d1c0000000, d2064043)
    R(fnmadds, 20, b8401a23a0000000, 36a0000000000000, 37c0000000000000, c3c0000000000000, ca068020)
    R(fnmadds, 21, 3b106e3140000000, 3af296c760000000, 37d07e7000000000, c3d07e7000000000, ca028021)
    R(fnmadds, 61, 4571caa0c0000000, 44afffffe0000000, 3fd21f5980000000, be31caa0a0000000, d2028061)
    R(fnmadds, 60, c40fffffe0000000, c41fffffe0000000, 47c07ffe20000000, bc40107fe0000000, d2068060)
    R(fnmadds, 68, b7989b2000000000, 370d000000000000, 37c0000000000000, c3c0000000000000, ca068068)
    R(fnmadds, 6b, bb2c021fa0000000, 3ad7da6920000000, 37fd349780000000, c3fd349760000000, ca02806b)
    R(fnmsub, 40, 600fffffffffffff, dfff033b36f784cc, ffcf04f61c23edee, 201e0b138616655c, d2064040)
    R(fnmsub, 43, 560a0c021ac44e92, a69edb2766b9aaf9, 7fefffffffffffff, 1ff0000000000000, d2064043)
    R(fnmsub, 21, 1ee0671ca55741cb, 9f2e6b616d956563, 800f12637dbf9b77, e00e24c6fb40d817, ca028021)
    R(fnmsub, 22, 80db071bc125516b, 10294e2759365783, 80000002e68e9afa, dee73474d7d00000, ca068022)
    R(fnmsub, 61, ef541d8bc5ffd933, e7ea48807646cf57, b9b4d2f94479c074, b7508594cbe5ee83, d2028061)
    R(fnmsub, 60, 5fffffffffffffff, 600f4aed53fcba58, ffdfffffffffffff, a020a576a9fe5d2b, d2028060)
    R(fnmsub, 6b, 35fbdc726a55215, 102461916f571d36, 1, 5cd0000000000000, ca06406b)
    R(fnmsub, 6b, 394fe, 130a1e38fb1b0902, 8000000033519483, dea9a8ca41800000, ca02806b)
    R(fnmsubs, 41, 477da57140000000, c74bfc5040000000, c41fffffe0000000, 42d9ed58c0000000, d2024041)
    R(fnmsubs, 41, 43f7432f60000000, 440b35dce0000000, c7d666f0c0000000, bc152e46c0000000, d2028041)
    R(fnmsubs, 20, b770508000000000, b77a938000000000, b6f0000000000000, c2f0000000000000, ca028020)
    R(fnmsubs, 22, 384f980aa0000000, 36b0000000000000, 380f0ca580000000, 440f0ca560000000, ca024022)
    R(fnmsubs, 63, 47e8a814a0000000, c75041f8c0000000, c27690c9a0000000, 43490dbee0000000, d2064063)
    R(fnmsubs, 60, c738387e00000000, 44f9d2f400000000, 38661c00c0000000, 40438bcde0000000, d2064060)
    R(fnmsubs, 69, b736b80000000000, 3971bf85c0000000, b6cc000000000000, c2cbffffe0000000, ca028069)
    R(fnmsubs, 69, b782118000000000, b82cc63840000000, b708c00000000000, c308c00000000000, ca028069)
    R(frsp, 43, fc10000000000001, 0, 0, f010000020000000, d2068043)
    R(frsp, 41, e5efffffffffffff, 0, 0, d9efffffe0000000, d2028041)
    R(frsp, 21, aeb0000000000001, 0, 0, bab0000000000000, ca028021)
    R(frsp, 23, 8de40e89affcd247, 0, 0, 99e40e89c0000000, ca068023)
    R(frsp, 62, f36ce31100b09f63, 0, 0, e76ce31100000000, d2028062)
    R(frsp, 63, 5ed520084d4417ea, 0, 0, 52d5200840000000, d2024063)
    R(frsp, 6a, 983a8c5815de2f14, 0, 0, a43a8c5800000000, ca02806a)
    R(frsp, 68, 690000000000001, 0, 0, 1290000000000000, ca024068)
    /* clang-format on */
};
enum { NUM_ROWS = sizeof(rows) / sizeof(rows[0]) };

static double from_bits(uint64_t bits)
{
    double number;

    memcpy(&number, &bits, sizeof(number));
    return number;
}

static uint64_t to_bits(double number)
{
    uint64_t bits;

    memcpy(&bits, &number, sizeof(bits));
    return bits;
}

/* 1 if a row is wrong. */
static int check(unsigned n, int on)
{
    double status = from_bits(rows[n].control);
    int before = traps;

    seen_by_handler = 0;
    double target =
        rows[n].run(&status, from_bits(rows[n].operand[0]),
                    from_bits(rows[n].operand[1]), from_bits(rows[n].operand[2]));
    int trapped = traps - before;
    int bad = to_bits(target) != rows[n].target ||
              (uint32_t)to_bits(status) != rows[n].fpscr || trapped != on ||
              (on && to_bits(seen_by_handler) != rows[n].target);
    if (bad)
        printf("  row %u: %016llx %08x, %d traps; want %016llx %08x\n", n,
               (unsigned long long)to_bits(target), (unsigned)to_bits(status), trapped,
               (unsigned long long)rows[n].target, (unsigned)rows[n].fpscr);
    return bad;
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};

    for (int on = 0; on < 2; on++) {
        int wrong = 0;
        prctl(PR_SET_FPEXC, on ? PR_FP_EXC_PRECISE : PR_FP_EXC_DISABLED);
        if (on)
            sigaction(SIGFPE, &action, NULL);
        for (unsigned n = 0; n < NUM_ROWS; n++)
            wrong += check(n, on);
        printf("traps %s: %u rows, %d wrong\n", on ? "on" : "off", NUM_ROWS, wrong);
    }
    return 0;
}
