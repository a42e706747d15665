//! Every shape in which models write scripts, and what is returned of it.

use super::{super::Language, *};

#[test]
fn statements_with_a_return_stay_as_they_are() {
    for source in [
        "const a = 1;\nreturn a;",
        "if (input.x) { return 1 }\n2",
        "for (const x of input) { try { return x } catch { } }",
        "switch (input) { default: return 1 }",
        "return",
        "return { a: 1 } // done",
    ] {
        check(source, source);
    }
}

#[test]
fn a_return_of_a_function_is_not_the_scripts() {
    check("[1].map(x => { return x })", "return ([1].map(x => { return x }))");
    check("const f = function () { return 1 };\nf()", "const f = function () { return 1 };\nreturn (f())");
    check("class A { m() { return 1 } }\nnew A().m();", "class A { m() { return 1 } }\nreturn (new A().m());");
}

#[test]
fn the_last_expression_is_returned() {
    check("1 + 1", "return (1 + 1)");
    check("1 + 1; // two", "return (1 + 1); // two");
    check("1 + 1 // two", "return (1 + 1) // two");
    check("1 + 1\n/* two\n*/", "return (1 + 1)\n/* two\n*/");
    check("let x\nx = 1\n", "let x\nreturn (x = 1)\n");
    check("a(), b()", "return (a(), b())");
    check("({ a: 1 })", "return (({ a: 1 }))");
    check("(x)\n;;;", "return ((x))\n;;;");
    check("'text'", "return ('text')");
    check("'use strict'; x", "'use strict'; return (x)");
    check("'use strict'", "'use strict'");
    check("`a ${b}`", "return (`a ${b}`)");
    check("foo()\nbar()", "foo()\nreturn (bar())");
    check("if (a) b()\nc", "if (a) b()\nreturn (c)");
    check("do x(); while (y) z()", "do x(); while (y) return (z())");
    check("do x(); while (y) z", "do x(); while (y) return (z)");
    check("", "");
    check("// nothing", "// nothing");
    check("const a = 1;", "const a = 1;");
}

#[test]
fn a_function_as_the_last_expression_is_for_the_engine_to_call() {
    check("async () => { return 1 }", "return (async () => { return 1 })");
    check("async (input) => input.x;", "return (async (input) => input.x);");
    check("(async function main(input) {})", "return ((async function main(input) {}))");
    check("(async () => { await x; })();", "return ((async () => { await __tg_w(0, x); })());");
    check("module.exports = async (input) => 1;", "return (module.exports = async (input) => 1);");
    check("function main() {}\nmodule.exports = main", "function main() {}\nreturn (module.exports = main)");
}

#[test]
fn main_is_returned() {
    for main in [
        "async function main(input) { return 1 }",
        "const main = async () => 1;",
        "let main = (function () { });",
        "function twice() {}\nfunction main() { return twice() }\nconst LIMIT = 3;",
        "const result = 1; function main() { }",
        "function main(n) { return n ? main(n - 1) : 0 }",
    ] {
        check(main, &format!("{main}\nreturn main;"));
    }
    check("const main = async () => 1 // so", "const main = async () => 1 // so\nreturn main;");
}

#[test]
fn a_script_that_calls_its_function_is_not_called_again() {
    check("async function main() {}\nmain();", "async function main() {}\nreturn (main());");
    check(
        "main().catch(console.error)\nfunction main() {}",
        "return (main().catch(console.error))\nfunction main() {}",
    );
    check("function main() {}\nconst result = main();", "function main() {}\nconst result = main();\nreturn result;");
    check("function main() {}\ntry { main() } catch {}", "function main() {}\ntry { main() } catch {}");
    check("run(input)\nasync function run(x) {}\n", "return (run(input))\nasync function run(x) {}\n");
    check("console.log('set up');\nfunction main() {}", "console.log('set up');\nfunction main() {}\nreturn main;");
}

#[test]
fn the_only_function_or_a_variable_called_result() {
    check("async function run(input) { return 1 }", "async function run(input) { return 1 }\nreturn run;");
    check("const run = async (input) => 1;", "const run = async (input) => 1;\nreturn run;");
    check("function a() {}\nasync function b() { a() }", "function a() {}\nasync function b() { a() }\nreturn b;");
    check("function a() {}\nfunction b() {}", "function a() {}\nfunction b() {}");
    check("const result = 1;", "const result = 1;\nreturn result;");
    check("let { result } = f();", "let { result } = __tg_d(0, f());\nreturn result;");
    check("const [a, result] = f();", "const [a, result] = __tg_a(0, f());\nreturn result;");
    check("const f = x => x;\nconst result = f(1);", "const f = x => x;\nconst result = f(1);\nreturn result;");
    check("const f = x => x;\nconst result = 1;", "const f = x => x;\nconst result = 1;\nreturn result;");
}

#[test]
fn modules_return_their_default_export() {
    let strict = |source: &str, expect: &str| check(source, &format!("\"use strict\";\n{expect}"));
    strict("export default 1 + 1", "const __default = (1 + 1);\nreturn __default;");
    strict("export default { a: 1 };", "const __default = ({ a: 1 });;\nreturn __default;");
    strict("export default async (input) => 1;", "const __default = (async (input) => 1);;\nreturn __default;");
    strict(
        "export default async function (input) { }\n(0);",
        "const __default = async function (input) { };\n(0);\nreturn __default;",
    );
    strict("export default function main() { }\nconst A = 1", "function main() { }\nconst A = 1\nreturn main;");
    strict("export default class A { }", "class A { }\nreturn A;");
    strict("export default class { }", "const __default = class { };\nreturn __default;");
    strict("const main = 1;\nexport default main;", "const main = 1;\nconst __default = (main);;\nreturn __default;");
    strict("function run() {}\nexport { run as default, x };", "function run() {}\n;\nreturn run;");
    strict("function run() {}\nexport { run as main }", "function run() {}\n;\nreturn run;");
    strict("export default await f()", "const __default = (await __tg_w(0, f()));\nreturn __default;");
}

#[test]
fn modules_without_a_default_return_their_function_or_value() {
    let strict = |source: &str, expect: &str| check(source, &format!("\"use strict\";\n{expect}"));
    strict("export async function main(input) { }", "async function main(input) { }\nreturn main;");
    strict("export const main = async () => 1;\nmain.x = 1;", "const main = async () => 1;\nreturn (main.x = 1);");
    strict(
        "export async function main() { }\nconsole.log(1)",
        "async function main() { }\nconsole.log(1)\nreturn main;",
    );
    strict("function a() {}\nexport const run = () => a();", "function a() {}\nconst run = () => a();\nreturn run;");
    strict("export const x = 1, result = 2;", "const x = 1, result = 2;\nreturn result;");
    strict("const x = 1\nx\nexport {}", "const x = 1\nreturn (x)\n;");
    strict("const x = f\nexport { x }\n(1)", "const x = f\n;\nreturn ((1))");
    check(
        "async function main() { }\nmodule.exports = { main };",
        "async function main() { }\nmodule.exports = { main };\nreturn main;",
    );
    check("exports.main = async () => 1", "return (exports.main = async () => 1)");
    check(
        "const run = () => 1; module.exports = { run }",
        "const run = () => 1; module.exports = { run }\nreturn run;",
    );
}

#[test]
fn imports_are_refused_with_what_to_use() {
    for (source, line, expect) in [
        ("import fs from 'fs';", 1, "tools.files.read({ path })"),
        ("const a = 1;\nimport { readFile } from \"node:fs/promises\"", 2, "files provider"),
        ("import axios from 'axios'\naxios.get('x')", 1, "HTTP"),
        ("import 'lodash'", 1, "write the code inline"),
        ("export * from './x.js'", 1, "inline"),
        ("export { a } from 'b'", 1, "\"b\""),
        ("const u = import.meta.url", 1, "import.meta"),
    ] {
        for script in [Script::javascript(source), Script::typescript(source), Script::detect(source)] {
            if script.language() == Some(Language::TypeScript) && source.contains("fs") {
                continue; // unused there, so it is gone
            }
            let error = refused(&script);
            assert_eq!((error.kind.to_string().as_str(), error.line), ("syntax", Some(line)), "{source}");
            assert!(error.message.contains(expect), "{}", error.message);
        }
    }
    let used = refused(&Script::typescript("import fs from 'fs';\nconst x: string = fs.readFileSync('a');"));
    assert_eq!((used.line, used.column), (Some(1), Some(1)));
    assert!(used.message.contains("tools.files.read"));
}

#[test]
fn fences_are_taken_off() {
    let block = "return 1\n";
    for source in [
        "```js\nreturn 1\n```",
        "```\nreturn 1\n```\n",
        "Sure! Here's the script:\n\n```javascript\nreturn 1\n```\n\nIt returns 1.",
        "Script:\n```mjs\nreturn 1\n```",
        "Done\n\n```js\nreturn 1\n```",
        "\u{feff}~~~ts\nreturn 1\n~~~",
        "  ```typescript title=x\nreturn 1\n  ```",
        "```json\n{}\n```\nand\n```tsx\nreturn 1\n```",
        "```js\n#!/usr/bin/env node\nreturn 1\n```",
        "One:\n```js\nreturn 1\n```\ntwo:\n```js\nreturn 2\n```",
    ] {
        for script in [Script::detect(source), Script::javascript(source), Script::typescript(source)] {
            assert_eq!(body(&script).trim().trim_end_matches(';'), block.trim(), "{source}");
        }
    }
    check("```js\r\nconst a = 1\r\na\r\n```\r\n", "const a = 1\r\nreturn (a)\r\n");
    check("```js\nreturn 1", "return 1");
    check("```js\nconst t = `\n```\nx\n```\n`;\nreturn t\n```\nbye", "const t = `\n```\nx\n```\n`;\nreturn t\n");
}

#[test]
fn what_only_looks_like_a_fence() {
    check("/*\n```js\nreturn 2\n```\n*/\nreturn 1", "/*\n```js\nreturn 2\n```\n*/\nreturn 1");
    check(
        "const t = `\n\\`\\`\\`js\nreturn 2\n\\`\\`\\`\n`;\nt",
        "const t = `\n\\`\\`\\`js\nreturn 2\n\\`\\`\\`\n`;\nreturn (t)",
    );
    check("const t = `\n~~~\nreturn 2\n~~~\n`;\nt", "const t = `\n~~~\nreturn 2\n~~~\n`;\nreturn (t)");
    let error = refused(&Script::detect("```ruby\nputs 1\n```"));
    assert!(error.message.contains("`ruby`"), "{error}");
}

#[test]
fn byte_order_marks_and_shebangs_go() {
    check("\u{feff}1", "return (1)");
    check("#!/usr/bin/env node\n1", "\nreturn (1)");
    check("\u{feff}\n#!/usr/bin/env -S deno run\r\n1", "\r\nreturn (1)");
    check("#!only", "");
}

#[test]
fn typescript_loses_its_types() {
    let cases = [
        ("const x: number = 1;\nx as any", "const x = 1;\nreturn (x);"),
        ("interface A { a: string }\ntype B = A;\nexport type { B };\nreturn 1 satisfies number;", "return 1;\n;"),
        (
            "import type { A } from './a';\nimport { type B } from 'b';\nasync function main(input: A): Promise<B> { return input!; }",
            "",
        ),
        ("enum Colour { Red, Green }\nreturn Colour.Green;", ""),
        ("namespace N { export const a = 1 }\nN.a", ""),
        ("class A { constructor(private readonly x: number) {} get y() { return this.x } }\nnew A(1).y", ""),
        ("declare const tools: any;\nawait tools.a.b<Foo>({})", "return (await __tg_w(0, __tg_c(1, tools.a.b, {})));"),
    ];
    for (source, expect) in cases {
        for script in [Script::typescript(source), Script::detect(source), Script::javascript(source)] {
            let body = body(&script);
            let body = body.trim_start_matches("\"use strict\";\n").trim();
            assert!(expect.is_empty() || body == expect, "{source}: {body}");
            for gone in ["import", "interface", "declare", "private", "export"] {
                assert!(!body.contains(gone), "{body}");
            }
        }
    }
    assert!(
        body(&Script::typescript("import type { A } from 'a';\nexport default async (x: A) => 1"))
            .ends_with("return __default;")
    );
    assert!(
        body(&Script::typescript("import { A } from './types';\nexport async function main(x: A) {}"))
            .ends_with("return main;")
    );
}

#[test]
fn type_arguments_that_are_javascript_too() {
    let source = "const s = new Set<string>([1]);\ns";
    assert!(body(&Script::detect(source)).contains("new Set([1])"));
    check(source, "const s = new Set<string>([1]);\nreturn (s)");
    assert_eq!(body(&Script::detect("a < b > (c)")), "return (a < b > (c))");
}

#[test]
fn what_does_not_parse_says_where() {
    for (script, line, column) in [
        (Script::javascript("const x = ;\n"), 1, 11),
        (Script::javascript("let a = 1\nlet b = (2\nreturn a"), 3, 1),
        (Script::typescript("const x: = 1"), 1, 10),
        (Script::detect("const x: number = 1;\nconst y: = 2;"), 2, 10),
        (Script::detect("Here:\n\n```ts\nlet ö: string = ;\n```\n"), 4, 17),
        (Script::javascript("[1].map(x => await f(x))"), 1, 14),
        (Script::detect("```js\nfunction f() {\n  g(\n\n```\nSo."), 3, 5),
    ] {
        let error = refused(&script);
        assert_eq!((error.line, error.column), (Some(line), Some(column)), "{error}");
        assert!(error.frame.as_ref().is_some_and(|frame| frame.contains(&format!("> {line} | "))), "{error}");
        assert_eq!(error.name, "SyntaxError");
    }
}

#[test]
fn languages_have_many_names() {
    for name in ["js", "JavaScript", "mjs", "cjs"] {
        assert_eq!(name.parse(), Ok(Language::JavaScript));
    }
    for name in ["ts", "TypeScript", "mts", "tsx"] {
        assert_eq!(name.parse(), Ok(Language::TypeScript));
    }
    assert_eq!("python".parse(), Ok(Language::Python));
    assert!("ruby".parse::<Language>().is_err());
    assert_eq!(Language::from_extension("a/b.test.ts"), Some(Language::TypeScript));
    assert_eq!(Language::from_extension("a/b.mjs"), Some(Language::JavaScript));
    assert_eq!(Language::from_extension("a/b"), None);
}
