"""dbt_binary: a rule that translates a program with dbt-aot.

An action reads its program, dbt-aot and the runtime, all of them declared, and the linker of the
system, ld.lld; so it can be cached, and run in a sandbox or on other machines that have that.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""

def _translate(ctx):
    output = ctx.actions.declare_file(ctx.label.name)
    arguments = ctx.actions.args()
    arguments.add_all(ctx.attr.options)
    arguments.add(ctx.file.src)
    arguments.add("-o", output)
    ctx.actions.run(
        outputs = [output],
        inputs = depset([ctx.file.src], transitive = [ctx.attr._runtime.files]),
        executable = ctx.executable._dbt_aot,
        arguments = [arguments],
        mnemonic = "DbtAot",
        progress_message = "Translating " + ctx.file.src.short_path,
    )
    return [DefaultInfo(files = depset([output]), executable = output)]

dbt_binary = rule(
    implementation = _translate,
    doc = "An executable for x86-64 of a program for PowerPC or ARM.",
    executable = True,
    attrs = {
        "src": attr.label(
            mandatory = True,
            allow_single_file = True,
            doc = "The program to translate.",
        ),
        "options": attr.string_list(doc = "Options of dbt-aot."),
        "_dbt_aot": attr.label(
            default = "@dbt_aot//:bin/dbt-aot",
            allow_single_file = True,
            executable = True,
            cfg = "exec",
        ),
        "_runtime": attr.label(default = "@dbt_aot//:runtime"),
    },
)

# dbt-aot finds its runtime beside itself, so both are to be in one folder.
_BUILD = """
package(default_visibility = ["//visibility:public"])
exports_files(["bin/dbt-aot"])
filegroup(name = "runtime", srcs = glob(["lib/dbt-aot/*.a"]))
"""

def _link_installed(ctx):
    for path in ["bin/dbt-aot", "lib/dbt-aot"]:
        ctx.symlink(ctx.attr.prefix + "/" + path, path)
    ctx.file("BUILD.bazel", _BUILD)

dbt_aot_installed = repository_rule(
    implementation = _link_installed,
    doc = "The dbt-aot that is installed in a prefix.",
    attrs = {"prefix": attr.string(mandatory = True)},
)
