//! From a place in the code back to the script.

use super::{
    super::{Place, Position, position},
    *,
};

/// The place of the first `needle` in the code after its first line, as an engine tells it.
fn place(prepared: &Prepared, needle: &str) -> Place {
    let first = prepared.code.find('\n').unwrap();
    let at = prepared.code[first..].find(needle).unwrap_or_else(|| panic!("{needle} in {}", prepared.code)) + first;
    let start = prepared.code[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = prepared.code[..at].matches('\n').count() + 1;
    Place::Position { line: line as u32, column: (at - start + 1) as u32 }
}

/// Each needle stands at the same place in the code as in the script.
fn check(script: &Script, needles: &[&str]) {
    let prepared = ready(script);
    for needle in needles {
        let expect = position::position(script.source(), script.source().find(needle).unwrap());
        assert_eq!(prepared.original(place(&prepared, needle)), Some(expect), "{needle} in {}", prepared.code);
    }
}

#[test]
fn of_javascript() {
    let source = "const ä = '😀'; later();\nconst x = await tools.a.b(first, second);\n  throw third";
    let script = Script::javascript(source);
    check(&script, &["const", "ä", "later", "const x", "await", "tools", "first", "second", "throw", "third"]);
    let prepared = ready(&script);
    let at = |line, column| Some(Position { line, column });
    assert_eq!(prepared.original(place(&prepared, "__tg_w(")), at(2, 17));
    assert_eq!(prepared.original(place(&prepared, "__tg_c(")), at(2, 17));
    let sites: Vec<_> = (0..4).map(|site| prepared.original(Place::Site(site))).collect();
    assert_eq!(sites, [at(2, 11), at(2, 17), at(3, 3), None]);
}

#[test]
fn of_a_module_in_a_fence() {
    let source =
        "Prose ö.\r\n\r\n```js\r\nexport default async function main(x) {\r\n  return  await x.y;\r\n}\r\n```\r\n";
    let script = Script::detect(source);
    check(&script, &["function", "main", "await", "x.y", "}\r\n"]);
    assert_eq!(ready(&script).original(Place::Site(0)), Some(Position { line: 5, column: 11 }));
}

#[test]
fn of_typescript() {
    let source = "interface Row { id: number }\n\nenum Kind { A, B }\nasync function main(input: { rows: Row[] }): Promise<number> {\n\
                  \tconst first = (await tools.db.query<Row>({ kind: Kind.A as number, ö: 'é' })) as Row[];\n\
                  \tif (!first.length) throw new RangeError(`no ${input.rows}`);\n\treturn undefinedName + first[0]!.id;\n}\n";
    for script in [Script::typescript(source), Script::detect(format!("Look:\n\n```ts\n{source}```\n"))] {
        check(
            &script,
            &["main(", "first = ", "await", "tools.db", "throw", "new RangeError", "RangeError", "undefinedName"],
        );
        let prepared = ready(&script);
        let place_of = |needle| Some(position::position(script.source(), script.source().find(needle).unwrap()));
        let sites: Vec<_> = (0..3).map(|site| prepared.original(Place::Site(site))).collect();
        assert_eq!(sites, [place_of("await"), place_of("tools.db"), place_of("throw")]);
    }
}

#[test]
fn what_is_not_the_scripts_own_has_no_place() {
    let prepared = ready(&Script::javascript("async function main() {}"));
    assert_eq!(prepared.original(Place::Position { line: 1, column: 1 }), None);
    assert_eq!(prepared.original(place(&prepared, "return main")), None);
    for (line, column) in [(0, 0), (0, 9), (99, 1), (u32::MAX, u32::MAX)] {
        assert_eq!(prepared.original(Place::Position { line, column }), None);
    }
    assert_eq!(prepared.original(Place::Position { line: 2, column: 0 }), Some(Position { line: 1, column: 1 }));
    assert_eq!(prepared.original(Place::Site(u32::MAX)), None);
}

#[test]
fn frames_show_the_script_as_it_was_given() {
    let prepared = ready(&Script::detect("So:\n```ts\nconst a: number = 1;\nthrow a;\n```\nBye"));
    let at = prepared.original(Place::Site(0)).unwrap();
    assert_eq!(prepared.frame(at), "  3 | const a: number = 1;\n> 4 | throw a;\n    | ^\n");
}
