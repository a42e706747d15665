//! The estimate, against what is known to nest and what is known not to.

use super::*;

fn depth(text: &str) -> usize {
    stack(text).expect("not too deep")
}

/// The same cost, give or take a few tokens, whatever is repeated.
fn flat(unit: &str) {
    let (few, many) = (depth(&unit.repeat(4)), depth(&unit.repeat(400)));
    assert!(many <= few + 4 * TOKEN, "{unit:?}: {few} → {many}");
}

/// Each repetition costs at least that much.
fn deep(unit: &str, cost: usize) {
    let (few, many) = (depth(&unit.repeat(10)), depth(&unit.repeat(110)));
    assert!(many - few >= 100 * cost, "{unit:?}: {}", (many - few) / 100);
}

#[test]
fn what_ends_costs_nothing_later() {
    for unit in [
        "f(g(h(1)));\n",
        "a = [1, {b: `x${y}`}];",
        "const s = '(((((';",
        "const s = \"\\\"(\";",
        "const s = '\\\r\n(';",
        "// ((((\n;",
        "/* (((( */;",
        "x = /[(/]\\/(((/g;",
        "x = a / (b) / c;",
        "x = f(a) / 2 + (b[0] / 3);",
        "if (a) /((((/.test(x);",
        "return /((/;",
        "`a ${b} ((( ${`c`} \\` (((`;",
        "for (let i = 0; i < 3; i++) { x / 2; };",
        "for await (const x of y) /((/.test(x);",
        "x = { a: 1 }.a / 2;",
        "avg = sum(a)\n / a.length;",
        "a.if(x) / 2;",
        "x = 1. / 2;",
        "1, 2, 3, ",
        "é / ü / 'ö(' + `ä(`;",
        "f(a)\n",
        "const a = 'b'\n",
        "function f() { return { a: [1] } }\n\n",
        "if (a) { b() } else { c() }\n",
    ] {
        flat(unit);
    }
}

#[test]
fn what_nests_is_counted() {
    for (unit, cost) in [
        ("(", BRACKET),
        ("[", BRACKET),
        ("{a:", BRACKET),
        ("`${", BRACKET),
        ("f(')',", BRACKET),
        ("(/[)]/+", BRACKET),
        ("(a)/1+(`)`+", BRACKET),
        ("({}/1)/(`)`+(", BRACKET),
        ("!", TOKEN),
        ("a=>", 2 * TOKEN),
        ("1+", 2 * TOKEN),
        ("a.b().c", TOKEN),
        ("if(1)", 2 * TOKEN),
        ("if(1)\n", 2 * TOKEN),
        ("if(1);else ", TOKEN),
        ("if(1)f()\nelse ", TOKEN),
        ("f()\nin ", TOKEN),
        ("(f)\n+", TOKEN),
        ("if(1);/* else */else ", TOKEN),
        ("do a;while(1)", TOKEN),
        ("A<a,", TOKEN),
        ("typeof\u{a0}", TOKEN),
        ("f\u{2028}while(a)/(/.test('a')+(", 2 * BRACKET - TOKEN),
        ("// ;\u{2028}!", TOKEN),
    ] {
        deep(unit, cost);
    }
}

#[test]
fn brackets_in_doubtful_regular_expressions_hide_nothing() {
    let hiding = "({}\n/)\"/;(".repeat(200);
    assert!(stack(&hiding).is_ok_and(|cost| cost >= 200 * BRACKET));
}

#[test]
fn too_much_is_refused_where_it_becomes_too_much() {
    assert!(stack(&"(".repeat(5_000)).is_ok());
    assert!((5_000..10_000).contains(&stack(&"(".repeat(100_000)).unwrap_err()));
    assert!(stack(&"1+".repeat(1_000_000)).is_err());
    assert!(stack(&"f<(a=".repeat(40)).is_err(), "each level doubles the parser's time");
    assert!(stack(&"f<(a=".repeat(8)).is_ok());
    assert!(
        stack(&format!("{}{}\n", "(a=".repeat(1_000), ")".repeat(1_000)).repeat(40)).is_err(),
        "each level is parsed again"
    );
    let data = format!("const data = [{}];", "{ id: 1, tags: ['a', 'b'], at: { x: 1.5, y: -2 } },\n".repeat(90_000));
    assert!(depth(&data) < 20 * BRACKET);
}

#[test]
fn no_text_makes_it_panic() {
    for text in ["\\", "`\\", "/\\", "=/\\", "'\\", "`${", "}", "=/[", "/*", "//", "é/", "}/", ".", "..."] {
        assert!(stack(text).is_ok(), "{text:?}");
    }
}
