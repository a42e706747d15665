//! The tools that sources in Rust name: by the SDK's `tools::call`, or by the module that is generated for them. Reads words, and
//! follows a name no further than through `use … as` and constants.

use std::collections::{BTreeMap, BTreeSet};

use toolgate::catalog::Catalog;

use super::words::{Word, words};

/// How a generated module begins.
const GENERATED: &str = "Made by `toolgate tools types --lang rust`";
/// The most words of a call's types, `call::<…>`.
const MAX_TURBOFISH: usize = 64;

/// What sources are looked at for: any tool that is called, and those of a catalog by their names alone.
pub(super) struct Names<'a> {
    catalog: Option<&'a Catalog>,
    /// A tool's full name, by its provider's module and its function.
    functions: BTreeMap<(String, String), String>,
    found: BTreeSet<String>,
}

impl<'a> Names<'a> {
    pub(super) fn new(catalog: Option<&'a Catalog>) -> Self {
        Self { catalog, functions: BTreeMap::new(), found: BTreeSet::new() }
    }

    /// The tools that are named in any of the sources, in the order of their names.
    pub(super) fn of<'s>(mut self, sources: impl Iterator<Item = &'s str> + Clone) -> Vec<String> {
        let is_generated = |source: &&str| source.lines().take(3).any(|line| line.contains(GENERATED));
        sources.clone().filter(is_generated).for_each(|source| self.bindings(&words(source)));
        sources.filter(|source| !is_generated(source)).for_each(|source| self.source(&words(source)));
        self.found.into_iter().collect()
    }

    /// `pub mod PROVIDER { pub fn TOOL(…) … { …call("PROVIDER.TOOL", …) } }`.
    fn bindings(&mut self, words: &[Word]) {
        let (mut module, mut function) = (None, None);
        for (at, pair) in words.windows(2).enumerate() {
            match pair {
                [keyword, Word::Name(name)] if keyword.is_name("mod") => module = Some(name),
                [keyword, Word::Name(name)] if keyword.is_name("fn") => function = Some(name),
                [word, _] if word.is_name("call") => {
                    if let (Some(module), Some(function), Some(tool)) = (module, function, called(words, at)) {
                        let Word::Text(tool) = tool else { continue };
                        self.functions.insert((module.clone(), function.clone()), tool.clone());
                    }
                }
                _ => {}
            }
        }
    }

    fn source(&mut self, words: &[Word]) {
        let constants = constants(words);
        for (at, word) in words.iter().enumerate() {
            match word {
                Word::Text(text)
                    if self.catalog.is_some_and(|catalog| catalog.tools().any(|(name, _)| name == text)) =>
                {
                    self.found.insert(text.clone());
                }
                Word::Name(name) if name == "call" && is_the_sdks(&words[..at]) => {
                    let tool = match called(words, at) {
                        Some(Word::Text(tool)) => Some(tool.as_str()),
                        Some(Word::Name(name)) => constants.get(name.as_str()).copied(),
                        _ => None,
                    };
                    self.found.extend(tool.filter(|tool| tool.contains('.')).map(str::to_owned));
                }
                _ => {}
            }
        }
        self.paths(words);
    }

    /// `MODULE::FUNCTION`, `MODULE::{…, FUNCTION, …}`, and after `MODULE::*` the function where it is called.
    fn paths(&mut self, words: &[Word]) {
        let modules: BTreeSet<&str> = self.functions.keys().map(|(module, _)| module.as_str()).collect();
        let mut found = Vec::new();
        for module in modules {
            let names = names_of(words, module);
            let tool = |word: &Word| self.functions.get(&(module.to_owned(), word.name()?.to_owned()));
            for (at, window) in words.windows(4).enumerate() {
                let [Word::Name(name), first, second, next] = window else { continue };
                if !names.contains(name.as_str()) || !first.is(':') || !second.is(':') {
                    continue;
                }
                let inside = &words[at + 3..];
                match next {
                    Word::Mark('{') => found.extend(inside[..braces(inside)].iter().filter_map(tool).cloned()),
                    Word::Mark('*') => {
                        let calls = words.windows(2).filter(|pair| pair[1].is('('));
                        found.extend(calls.filter_map(|pair| tool(&pair[0])).cloned());
                    }
                    next => found.extend(tool(next).cloned()),
                }
            }
        }
        self.found.extend(found);
    }
}

/// The first argument of the call whose name is there: a text, or a constant's name.
fn called(words: &[Word], at: usize) -> Option<&Word> {
    let mut rest = words.get(at + 1..)?;
    if let [first, second, third, ..] = rest
        && first.is(':')
        && second.is(':')
        && third.is('<')
    {
        let end = rest.windows(2).take(MAX_TURBOFISH).position(|pair| pair[0].is('>') && pair[1].is('('))?;
        rest = &rest[end + 1..];
    }
    rest.first().filter(|word| word.is('('))?;
    rest[1..].iter().find(|word| !word.is('&'))
}

/// Whether what stands before `call` leads to the SDK's: `tools::`, or nothing where it was imported.
fn is_the_sdks(before: &[Word]) -> bool {
    match before {
        [.., module, first, second] if first.is(':') && second.is(':') => module.is_name("tools"),
        [.., word] => !word.is('.') && !word.is_name("fn"),
        [] => true,
    }
}

/// `const NAME: &str = "…";`.
fn constants(words: &[Word]) -> BTreeMap<&str, &str> {
    let mut constants = BTreeMap::new();
    for (at, pair) in words.windows(2).enumerate() {
        let [keyword, Word::Name(name)] = pair else { continue };
        if !keyword.is_name("const") && !keyword.is_name("static") {
            continue;
        }
        let value = words[at..].iter().take_while(|word| !word.is(';')).skip_while(|word| !word.is('=')).nth(1);
        if let Some(Word::Text(text)) = value {
            constants.insert(name.as_str(), text.as_str());
        }
    }
    constants
}

/// What a module is called here: its own name, and those that `use` gives it.
fn names_of<'w>(words: &'w [Word], module: &'w str) -> BTreeSet<&'w str> {
    let mut names = BTreeSet::from([module]);
    for (at, window) in words.windows(3).enumerate() {
        let [Word::Name(name), keyword, Word::Name(other)] = window else { continue };
        if keyword.is_name("as") && (name == module || (name == "self" && is_within(&words[..at], module))) {
            names.insert(other);
        }
    }
    names
}

/// Whether the braces that are open begin with `module::{`.
fn is_within(before: &[Word], module: &str) -> bool {
    let open = before.iter().rposition(|word| word.is('{') || word.is(';'));
    let Some([.., name, first, second]) = open.map(|open| &before[..open]) else { return false };
    name.is_name(module) && first.is(':') && second.is(':')
}

/// How many words the braces have that these begin with.
fn braces(words: &[Word]) -> usize {
    let mut depth = 0_usize;
    let end = words.iter().position(|word| {
        match word {
            Word::Mark('{') => depth += 1,
            Word::Mark('}') => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    end.unwrap_or(words.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BINDINGS: &str = "//! The tools.\n//! Made by `toolgate tools types --lang rust`: again.\n\
        pub mod shop { use ::toolgate_guest::tools::Call;\n\
        pub fn orders(args: &Orders) -> Call<Vec<X>> { ::toolgate_guest::tools::call(\"shop.orders\", args) }\n\
        pub fn send_back() -> Call<X> { ::toolgate_guest::tools::call(\"shop.send-back\", &X) } }\n\
        pub mod r#type { pub fn r#in() -> Call<X> { ::toolgate_guest::tools::call(\"type.in\", &X) } }";

    #[track_caller]
    fn check(source: &str, expect: &[&str]) {
        assert_eq!(Names::new(None).of([BINDINGS, source].into_iter()), expect, "{source}");
    }

    #[test]
    fn calls_are_found() {
        check(
            "fn f() { tools::call(\"a.b\", &x); toolgate_guest::tools::call::<Vec<X>>(\"c.d\", &x); call(\"e.f\", &x) }",
            &["a.b", "c.d", "e.f"],
        );
        check(
            "const T: &str = \"a.b\"; fn f() { tools::call::<()>(T, &x) } static U: &'static str = \"c.d\";",
            &["a.b"],
        );
        // What is none, and what nobody can know.
        check(
            "fn call(x: &str) {} x.call(\"a.b\"); other::call(\"a.b\"); call(\"ls\"); call(format!(\"a.{b}\")); // call(\"a.b\")",
            &[],
        );
        check("#[cfg(test)] mod tests { fn f() { tools::call(\"a.b\", &x) } }", &[]);
    }

    #[test]
    fn bindings_are_found() {
        check("mod tools; fn f() { tools::shop::orders(&x) }", &["shop.orders"]);
        check(
            "use tools::shop::{self, Orders, send_back as back}; fn f() { shop::orders(&x) }",
            &["shop.orders", "shop.send-back"],
        );
        check("use tools::shop as s; fn f() { s::send_back() }", &["shop.send-back"]);
        check("use tools::{shop::{self as s}}; fn f() { s::orders(x) }", &["shop.orders"]);
        check("use tools::shop::*; fn f() { orders(&Orders {}) }", &["shop.orders"]);
        check("fn f() { tools::r#type::r#in() }", &["type.in"]);
        check("use tools::shop::Orders; fn orders() { other::orders() }", &[]);
        check("", &[]);
    }
}
