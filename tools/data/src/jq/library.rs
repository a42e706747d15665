//! jq's own functions: those that are native, and those that are written in jq, read once. Of the latter a program gets what it
//! calls, since all of them take longer to compile than most programs to run.

use std::collections::HashMap;
use std::sync::LazyLock;

use jaq_core::load;
use jaq_core::load::parse::{Def, Term};
use jaq_core::native::Fun;

use super::meter::{self, Kind};
use super::terms::{Origin, called, metered_def};

/// The functions of jaq that a program does not get: they ask the process, which has no environment, clock or exit here, or they
/// may go on for ever, and `meter` has its own.
const LEFT_OUT: [&str; 4] = ["env", "now", "halt", "range"];
/// The definitions of jaq that build on those.
const LEFT_OUT_DEFS: [&str; 2] = ["halt", "halt_error"];
/// What jq has and jaq has not.
const MORE: &str = r#"
def @csv: [.[] | if isstring then "\"" + gsub("\""; "\"\"") + "\"" elif . == null then "" else tostring end] | join(",");
def @tsv: [.[] | if isstring then gsub("\\\\"; "\\\\") | gsub("\t"; "\\t") | gsub("\n"; "\\n") | gsub("\r"; "\\r")
  elif . == null then "" else tostring end] | join("\t");
def toarray: if isarray then . else [.] end;
def leaf_paths: paths(scalars);
def ascii: [.] | implode;
"#;

type Definition = Def<&'static str>;

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::read);

struct Library {
    /// In the order in which they see each other.
    defs: Vec<Definition>,
    /// Of each definition, those that it calls.
    calls: Vec<Vec<usize>>,
    by_name: HashMap<&'static str, Vec<usize>>,
}

impl Library {
    fn read() -> Self {
        let more = load::parse(MORE, |parser| parser.defs()).unwrap_or_default();
        let all = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs()).chain(more);
        let defs: Vec<Definition> = all.filter(|def| !LEFT_OUT_DEFS.contains(&def.name)).collect();
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, def) in defs.iter().enumerate() {
            by_name.entry(def.name).or_default().push(at);
        }
        let mut library = Library { calls: Vec::new(), by_name, defs: Vec::new() };
        library.calls = defs.iter().map(|def| library.called_by(&def.body)).collect();
        library.defs = defs.into_iter().map(|def| metered_def(def, Origin::Library)).collect();
        library
    }

    /// Those that have a name which the term calls, whatever their arity.
    fn called_by(&self, term: &Term<&str>) -> Vec<usize> {
        let mut found = Vec::new();
        called(term, &mut |name| found.extend(self.by_name.get(name).into_iter().flatten()));
        found
    }
}

/// Reads the library, if nobody has yet.
#[cfg(target_family = "wasm")]
pub(crate) fn load() {
    LazyLock::force(&LIBRARY);
}

/// The definitions that a program needs, in order.
pub(super) fn needed_by(program: &Term<&str>) -> Vec<Definition> {
    let library = &*LIBRARY;
    let mut needed = vec![false; library.defs.len()];
    let mut next = library.called_by(program);
    while let Some(at) = next.pop() {
        if !std::mem::replace(&mut needed[at], true) {
            next.extend(&library.calls[at]);
        }
    }
    let all = library.defs.iter().zip(needed);
    all.filter(|(_, needed)| *needed).map(|(def, _)| def.clone()).collect()
}

/// The native functions.
pub(super) fn functions() -> impl Iterator<Item = Fun<Kind>> {
    let theirs = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
    theirs.filter(|(name, ..)| !LEFT_OUT.contains(name)).chain(meter::funs())
}
