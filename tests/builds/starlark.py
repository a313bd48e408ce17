#!/usr/bin/env python3
"""starlark.py FILE... -- checks that Bazel's files hold nothing but Starlark.

Starlark's syntax is a part of Python's: what Python reads, and has no other kind of node than
these, is Starlark.  https://github.com/bazelbuild/starlark/blob/master/spec.md
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import ast
import sys

KNOWN = """Module FunctionDef arguments arg Return Assign AugAssign For If Expr Pass Break Continue
BoolOp BinOp UnaryOp Lambda IfExp Dict ListComp DictComp comprehension Compare Call keyword
Constant Attribute Subscript Slice Starred Name List Tuple Load Store And Or Add Sub Mult Div Mod
LShift RShift BitOr BitXor BitAnd FloorDiv Invert Not UAdd USub Eq NotEq Lt LtE Gt GtE In
NotIn""".split()


def check(path):
    """Returns the lines about what is no Starlark in a file."""
    with open(path) as file:
        tree = ast.parse(file.read(), path)
    return [f"{path}:{getattr(node, 'lineno', 0)}: {type(node).__name__}"
            for node in ast.walk(tree) if type(node).__name__ not in KNOWN]


def main():
    """Checks the files; the status is 1 if one is wrong."""
    wrong = [line for path in sys.argv[1:] for line in check(path)]
    print("\n".join(wrong), end="\n" if wrong else "")
    return bool(wrong)


sys.exit(main())
