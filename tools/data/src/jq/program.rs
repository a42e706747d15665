//! From a program's text to a filter that can run, or to what is wrong with it and where. Runs none.

use jaq_core::load::lex::Lexer;
use jaq_core::load::parse::{Def, Parser, Term};
use jaq_core::load::{Arena, File, Loader, span};
use jaq_core::{Compiler, Filter, load};

use super::library;
use super::meter::Kind;
use super::terms::{Origin, metered};

/// The name under which the text is compiled.
const MAIN: &str = "toolgate_main";
/// The filter that a program stands for. `variables` are names with their `$`, in the order in which their values will come.
///
/// # Errors
/// What is wrong with the text, and where.
pub(super) fn compile(text: &str, variables: &[String]) -> Result<Filter<Kind>, String> {
    let main = parse(text)?;
    let defs = library::needed_by(&main);
    let parameters = variables.iter().map(String::as_str).collect();
    let main = Def { name: MAIN, args: parameters, body: metered(main, Origin::Program) };
    let call = match variables {
        [] => MAIN.to_owned(),
        variables => format!("{MAIN}({})", variables.join("; ")),
    };
    let arena = Arena::default();
    let file = File { code: &*call, path: () };
    let modules =
        Loader::new(defs.into_iter().chain([main])).load(&arena, file).map_err(|_| "the program can't be loaded")?;
    Compiler::default()
        .with_funs(library::functions())
        .with_global_vars(variables.iter().map(String::as_str))
        .compile(modules)
        .map_err(|errors| undefined(text, errors))
}

fn parse(text: &str) -> Result<Term<&str>, String> {
    let tokens = Lexer::new(text).lex().map_err(|errors| {
        let first = errors.first().map(|(expected, at)| (format!("expected {}", lexed(expected)), *at));
        located(text, first)
    })?;
    Parser::new(&tokens).parse(|parser| parser.term()).map_err(|errors| {
        let first = errors.first().map(|(expected, token)| {
            let at = token.map_or(&text[text.len()..], |token| token.as_str());
            let found = if at.is_empty() { "the end".to_owned() } else { format!("`{}`", start_of(at)) };
            (format!("expected {}, found {found}", expected.as_str()), at)
        });
        located(text, first)
    })
}

fn lexed(expected: &load::lex::Expect<&str>) -> &'static str {
    expected.as_str()
}

fn undefined(text: &str, errors: jaq_core::compile::Errors<&str, ()>) -> String {
    let first = errors.iter().flat_map(|(_, errors)| errors).next();
    let first = first.map(|(name, what)| match what {
        jaq_core::compile::Undefined::Filter(0) => (format!("there is no function `{name}`"), *name),
        jaq_core::compile::Undefined::Filter(count) => {
            (format!("there is no function `{name}` with {count} arguments"), *name)
        }
        what => (format!("there is no {} `{name}`", what.as_str()), *name),
    });
    located(text, first)
}

/// A message with the line and column of a part of the text.
fn located(text: &str, error: Option<(String, &str)>) -> String {
    let Some((message, part)) = error else { return "the program is not jq".to_owned() };
    let inside =
        text.as_bytes().as_ptr_range().contains(&part.as_ptr()) || part.as_ptr() == text.as_bytes().as_ptr_range().end;
    if !inside {
        return format!("the program is not jq: {message}");
    }
    let before = &text[..span(text, part).start];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("the program is not jq: {message} (line {line}, column {column})")
}

fn start_of(text: &str) -> &str {
    let end = text.char_indices().nth(20).map_or(text.len(), |(at, _)| at);
    text[..end].lines().next().unwrap_or_default()
}
