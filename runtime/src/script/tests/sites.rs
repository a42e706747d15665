//! The rewrites, and how they stack.

use super::*;

#[test]
fn awaits_throws_and_loops() {
    check("await x", "return (await __tg_w(0, x))");
    check("const a = await (x, y) // c", "const a = await __tg_w(0, (x, y)) // c");
    check("await x // c\n", "return (await __tg_w(0, x)) // c\n");
    check("const a = await\n  // why\n  x;", "const a = await\n  // why\n  __tg_w(0, x);");
    check(
        "const a = (await b) + await c, d = await await e",
        "const a = (await __tg_w(0, b)) + await __tg_w(1, c), d = await __tg_w(2, await __tg_w(3, e))",
    );
    check("for await (const v of f(await g)) { v }", "for await (const v of __tg_i(0, f(await __tg_w(1, g)))) { v }");
    check("for (const v of x) await v;", "for (const v of x) await __tg_w(0, v);");
    check("throw new Error('x')", "throw __tg_t(0, new Error('x'))");
    check("throw a, b;", "throw __tg_t(0, (a, b));");
    check("throw (a, b);", "throw __tg_t(0, (a, b));");
    check("const f = async x => await x\nreturn f", "const f = async x => await __tg_w(0, x)\nreturn f");
    check("return `${await x}`", "return `${await __tg_w(0, x)}`");
    check("return (await x) ** 2", "return (await __tg_w(0, x)) ** 2");
}

#[test]
fn calls_of_tools() {
    check("tools.a.b()", "return (__tg_c(0, tools.a.b))");
    check("tools.a.b({ x: 1 });", "return (__tg_c(0, tools.a.b, { x: 1 }));");
    check("tools.a.b (x, )", "return (__tg_c(0, tools.a.b, x, ))");
    check("tools.a.b(/* none ( */)", "return (__tg_c(0, tools.a.b))");
    check("tools.a.b /* ( */ ( // c )\n (x) )", "return (__tg_c(0, tools.a.b, (x) ))");
    check("tools.a['b-c'](x)", "return (__tg_c(0, tools.a['b-c'], x))");
    check("tools[\"a\"].b(...x)", "return (__tg_s(0, tools[\"a\"].b, ...x))");
    check("tools.a.b(x, y)", "return (__tg_c(0, tools.a.b, x, y))");
    check("tools.a.b(x, y, z)", "return (__tg_s(0, tools.a.b, x, y, z))");
    check("tools.a.b.c(x)", "return (__tg_c(0, tools.a.b.c, x))");
    check(
        "await tools.a.b(await tools.c.d())",
        "return (await __tg_w(0, __tg_c(1, tools.a.b, await __tg_w(2, __tg_c(3, tools.c.d)))))",
    );
    check(
        "tools.a.b(x).then(y => tools.c.d(y))?.e",
        "return (__tg_c(0, tools.a.b, x).then(y => __tg_c(1, tools.c.d, y))?.e)",
    );
    check("tools\n  .a\n  .b(x)", "return (__tg_c(0, tools\n  .a\n  .b, x))");
    check("return [tools.a.b(1), tools.a.b(2)]", "return [__tg_c(0, tools.a.b, 1), __tg_c(1, tools.a.b, 2)]");
}

#[test]
fn calls_that_are_left_alone() {
    for source in [
        "return tools.a()",
        "return tools.search('x')",
        "return tools.a?.b(x)",
        "return tools.a.b?.(x)",
        "return tools?.a.b(x)",
        "return tools.a[b](x)",
        "return (tools.a.b)(x)",
        "return new tools.a.b(x)",
        "return tools.a.b`x`",
        "return tools.a.b.call(null, x)",
        "return x.tools.a.b(x)",
        "return [1].map(tools.a.b)",
    ] {
        check(source, source);
    }
}

#[test]
fn a_script_with_tools_of_its_own() {
    for source in [
        "const tools = mine; return tools.a.b(1)",
        "return (tools => tools.a.b())(1)",
        "function tools() {} return tools.a.b(1)",
        "tools = wrap(tools); return tools.a.b(1)",
        "({ tools } = input); return tools.a.b()",
        "try { } catch (tools) { tools.a.b(x) } return",
    ] {
        check(source, source);
    }
    check("const { tools } = input; return tools.a.b(1)", "const { tools } = __tg_d(0, input); return tools.a.b(1)");
    check("const tools = x; return await tools.a.b(1)", "const tools = x; return await __tg_w(0, tools.a.b(1))");
}

#[test]
fn patterns_are_told_where_they_stand() {
    check("const { a, b: [c] } = f(x);", "const { a, b: [c] } = __tg_d(0, f(x));");
    check("let [a, ...b] = c // d", "let [a, ...b] = __tg_a(0, c) // d");
    check("const { a } = await f();", "const { a } = __tg_d(0, await __tg_w(1, f()));");
    check("for (const [k, v] of m) {}\nconst n = m;", "for (const [k, v] of m) {}\nconst n = m;");
}

#[test]
fn dynamic_imports_become_calls() {
    check("await import('fs')", "return (await __tg_w(0, __tg_import(1, 'fs')))");
    check("import ( /* c */ x, { with: {} } ).then(f)", "return (__tg_import(0, x, { with: {} } ).then(f))");
}

#[test]
fn a_script_may_declare_what_is_global() {
    check("const input = 1, console = 2; return input", "const input = 1, console = 2; return input");
}
