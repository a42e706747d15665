//! What a hostile or broken model may write: nothing may end the host, or hold it for long.

use std::time::Duration;

use cpu_time::ProcessTime;

use super::*;

/// Prepares it in every language, on a thread with the stack of a tokio worker. In how many of them it is a script.
fn survives(source: &str) -> usize {
    // Of all threads, since a deep text is parsed on one of its own; the other tests compute for some seconds.
    let start = ProcessTime::now();
    let scripts = [Script::javascript(source), Script::typescript(source), Script::detect(source)];
    let thread = std::thread::Builder::new().stack_size(2 << 20);
    let count = move || scripts.iter().filter(|script| prepare(script, LIMIT).is_ok()).count();
    let scripts = thread.spawn(count).unwrap().join();
    assert!(start.elapsed() < Duration::from_secs(60), "{:.40}: {:?}", source, start.elapsed());
    scripts.unwrap_or_else(|_| panic!("{source:.40}"))
}

/// A repetition, closed or not, at sizes that parse on the caller's stack, on a thread of their own, and not at all.
fn deep(before: &str, unit: &str, middle: &str, close: &str, after: &str) {
    for count in [50, 120, 400, 1_000, 5_000, 100_000] {
        let open = format!("{before}{}{middle}", unit.repeat(count));
        survives(&open);
        let source = format!("{open}{}{after}", close.repeat(count));
        let scripts = survives(&source);
        assert!(scripts > 0 || count > 50 || unit.contains('<'), "{source}");
    }
}

#[test]
fn brackets() {
    for (before, unit, middle, close) in [
        ("", "(", "1", ")"),
        ("", "[", "1", "]"),
        ("x=", "{a:", "1", "}"),
        ("", "{", "", "}"),
        ("", "f(", "1", ")"),
        ("", "`${", "1", "}`"),
        ("x=", "[...", "a", "]"),
        ("x=", "{[", "1", "]:1}"),
        ("", "import(", "1", ")"),
        ("", "new f(", "1", ")"),
        ("", "async(", "1", ")"),
        ("", "({a:", "1", "})"),
        ("", "([", "1", "])"),
        ("", "tools.a.b(", "1", ")"),
        ("", "await tools.a.b(", "1", ")"),
    ] {
        deep(before, unit, middle, close, "");
    }
}

#[test]
fn operators() {
    for (unit, middle, close) in [
        ("!", "1", ""),
        ("- ", "1", ""),
        ("typeof ", "1", ""),
        ("await ", "1", ""),
        ("new ", "x", ""),
        ("a=>", "1", ""),
        ("async a=>", "1", ""),
        ("a?b:", "1", ""),
        ("a?", "1", ":1"),
        ("x=", "1", ""),
        ("2**", "1", ""),
        ("1+", "1", ""),
        ("a&&b||", "1", ""),
        ("a<b<<c|d^e&f==", "1", ""),
    ] {
        deep("", unit, middle, close, "");
    }
    for (start, unit) in [("a", ".b"), ("a", "?.b"), ("a", "[0]"), ("a", "()"), ("a", ".b()"), ("a", "``"), ("1", ",1")]
    {
        deep(start, unit, "", "", "");
    }
}

#[test]
fn statements_functions_and_classes() {
    for (before, unit, middle, close) in [
        ("", "if(1)", ";", ""),
        ("", "if(1);else ", ";", ""),
        ("", "for(;;)", ";", ""),
        ("", "while(1)", ";", ""),
        ("", "do ", ";", "while(1);"),
        ("", "try{", "", "}catch{}"),
        ("", "switch(1){case 1:", ";", "}"),
        ("", "function f(){", "", "}"),
        ("x=", "function(){return ", "1", "}"),
        ("x=", "function(a=", "1", "){}"),
        ("x=", "class{a=", "1", "}"),
        ("x=", "class{a(){return ", "1", "}}"),
        ("x=", "class extends ", "a", "{}"),
        ("x=", "class{[", "a", "]=1}"),
        ("", "a=>{", "", "}"),
        ("x=", "{a(){return ", "1", "}}"),
        ("let ", "[", "a", "]"),
        ("", "[a=", "1", "]"),
    ] {
        deep(before, unit, middle, close, if before == "let " || unit == "[a=" { "=x" } else { "" });
    }
    let labels: String = (0..20_000).map(|n| format!("a{n}:")).collect();
    survives(&format!("{labels};"));
}

#[test]
fn types() {
    for (before, unit, middle, close) in [
        ("let x:", "A<", "B", ">"),
        ("let x:", "[", "A", "]"),
        ("let x:", "{a:", "A", "}"),
        ("let x:", "()=>", "A", ""),
        ("let x:", "(", "A", ")"),
        ("let x:", "A extends B?C:", "A", ""),
        ("let x:", "keyof ", "A", ""),
        ("let x:A", "[]", "", ""),
        ("let x:A", "|A", "", ""),
        ("let x:", "`${", "A", "}`"),
        ("x", " as A", "", ""),
        ("x", "!", "", ""),
        ("", "<A>", "x", ""),
        ("", "namespace A{", "", "}"),
        ("namespace A", ".A", "{export const x=1}", ""),
        ("enum A{a=1", "+1", "}", ""),
        ("", "a?(b):c=>", "1", ":1"),
        ("", "f<", "A", ">"),
        ("", "@(", "class{}", ")class{}"),
    ] {
        deep(before, unit, middle, close, "");
    }
}

#[test]
fn guesses_of_the_parser_do_not_multiply() {
    for (unit, middle, close) in [
        ("(a=", "1", ")"),
        ("async(a=", "1", ")"),
        ("({a=", "1", "})"),
        ("a?(b=", "1", "):1"),
        ("f<(a=", "1", ">"),
        ("A<new(a=", "1", ">"),
        ("f<{[", "A", ">"),
        ("f<", "A", ""),
        ("({a=(a,a=", "a", ")})"),
    ] {
        for count in [20, 200, 3_000] {
            survives(&format!("{}{middle}{}", unit.repeat(count), close.repeat(count)));
            let many = format!("{}{middle}{};\n", unit.repeat(count), close.repeat(count));
            survives(&many.repeat(1 + 60_000 / many.len()));
        }
    }
}

#[test]
fn large_texts() {
    let megabytes = |unit: &str, count: usize| unit.repeat((count << 20) / unit.len());
    for unit in [
        "x",
        " ",
        "\n",
        ";",
        "x;",
        "a\n",
        "é",
        "'",
        "\"",
        "`",
        "/",
        "/*",
        "*/",
        "\\",
        "}",
        ")",
        "<",
        ">",
        "=",
        "0",
        "```\n",
        "```js\n",
        "~~~\n",
        "#",
        "@",
        "\0",
        "\u{2028}",
        "}/}",
        "x++/",
        "x\n/\"/",
        "await x;\n",
        "tools.a.b();\n",
        "function f(){}\n",
        "const a=1;\n",
        "import 'x';",
        "export {};",
        "{a:1},",
        "/a/,",
        "`a${b}`,",
        "// c\n",
        "let x:A<B>;",
    ] {
        survives(&megabytes(unit, 1));
    }
    let data = format!(
        "const data = [\n{}];\nreturn data.length;",
        megabytes("  { id: 1, name: 'one', tags: ['a', 'b'] },\n", 5)
    );
    assert_eq!(survives(&data), 3);
    let functions: String = (0..30_000).map(|n| format!("function f{n}() {{ return f{} () }}\n", n / 2)).collect();
    assert_eq!(survives(&functions), 3);
}

#[test]
fn a_limit_is_a_limit() {
    let error = prepare(&Script::javascript("x".repeat(101)), 100).err().unwrap();
    assert_eq!(error.message, "the script has 101 bytes, more than the limit of 100");
    assert!(prepare(&Script::javascript("x".repeat(100)), 100).is_ok());
}

#[test]
fn too_deep_says_where() {
    let error = refused(&Script::javascript(format!("const a = 1;\nreturn {}", "(".repeat(100_000))));
    assert!(error.message.contains("nested too deeply"), "{}", error.message);
    assert_eq!(error.line, Some(2));
    assert!(error.to_string().len() < 1_000);
}
