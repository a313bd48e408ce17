/* words.c -- what is left to the runtime, in words, with what can be done.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/report/report.h"

static const LeaveWords words[NUM_LEAVES] = {
    [LEAVE_UNFOUND_TIME] = {"unfound_time", NULL, "code that was not found",
                            "there was no time to look at all code",
                            "give a longer --time-limit"},
    [LEAVE_UNFOUND_MEMORY] = {"unfound_memory", NULL, "code that was not found",
                              "there was no memory to look at all code",
                              "give a larger --memory-limit"},
    [LEAVE_OPTION] = {"option", "function", "functions",
                      "it is not in the list of --functions",
                      "add it to the list of --functions"},
    [LEAVE_NO_TIME] = {"no_time", "function", "functions", "there is no time left",
                       "give a longer --time-limit"},
    [LEAVE_NO_MEMORY] = {"no_memory", "function", "functions",
                         "there is no memory left", "give a larger --memory-limit"},
    [LEAVE_FULL] = {"full", "function", "functions", "it takes too much memory",
                    "give a larger --memory-limit"},
    [LEAVE_SLOW] = {"slow", "function", "functions", "it takes too much time",
                    "compile it in smaller parts: --split=N"},
    [LEAVE_FAILED] = {"failed", "function", "functions", "the code generator failed",
                      "try another level of -O"},
    [LEAVE_JUMPS] = {"jumps", "indirect jump", "indirect jumps",
                     "where it may go is not known",
                     "nothing to do: each looks its target up when it is taken"},
};

LeaveWords report_leave_words(const Report *report, Leave leave)
{
    LeaveWords w = words[leave];

    if (leave == LEAVE_OPTION && options_times(report->options, OPTION_NO_AOT)) {
        w.why = "--no-aot";
        w.action = "translate without --no-aot";
    }
    if (leave == LEAVE_OPTION && report->options->cold == COLD_NONE &&
        !options_times(report->options, OPTION_FUNCTIONS)) {
        w.why = "the profile has not seen it executed (--cold=none)";
        w.action = "translate without --cold=none";
    }
    if (leave == LEAVE_FULL && !report->options->aot.memory)
        w.action = "use fewer code generators at a time: -j 1";
    return w;
}

Leave report_leave_of(const LeftPart *part)
{
    switch (part->reason) {
    case LEFT_FAILED: return LEAVE_FAILED;
    case LEFT_NO_TIME: return LEAVE_NO_TIME;
    case LEFT_NO_MEMORY: return LEAVE_NO_MEMORY;
    case LEFT_FULL: return LEAVE_FULL;
    case LEFT_SLOW: return LEAVE_SLOW;
    }
    return LEAVE_FAILED;
}

const char *report_stage_name(ReportStage stage)
{
    static const char *const name[NUM_STAGES] = {
        [STAGE_READ] = "read", [STAGE_DISCOVER] = "discover",
        [STAGE_LIFT] = "lift", [STAGE_COMPILE] = "compile",
        [STAGE_LINK] = "link",
    };

    return name[stage];
}

double report_percent(u64 part, u64 whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0;
}
