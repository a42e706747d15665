//! JavaScript, as written or as TypeScript leaves it, to a plan of edits. Never prints code anew.

use oxc::{
    allocator::Allocator,
    ast::ast::Program,
    ast_visit::VisitJs,
    parser::{ParseOptions, Parser},
    span::SourceType,
};

use super::{edits::Edits, fault::Fault, rewrite::Rewriter, room, shape::Shape};

/// How a script's text becomes what the engine evaluates.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) edits: Edits,
    /// The places of the sites, as bytes of the text.
    pub(super) sites: Vec<u32>,
    pub(super) strict: bool,
    /// The variable that is returned at the end.
    pub(super) returned: Option<String>,
    /// It may mean something else as TypeScript.
    pub(super) type_arguments: bool,
    /// Whether the byte that was asked for is code, and no comment.
    pub(super) probe_is_code: bool,
}

/// Parses `text` and plans. `probe` is a byte of which the plan says whether it is code.
pub(super) fn plan(text: &str, probe: Option<usize>) -> Result<Plan, Fault> {
    room::parse(text, |arena| {
        let program = parse(arena, text, SourceType::mjs())?;
        let mut shape = Shape::of(&program)?;
        let mut functions = std::mem::take(&mut shape.functions);
        let mut rewriter = Rewriter::new(text, &mut functions);
        rewriter.visit_program(&program);
        let Rewriter { edits, sites, returns, type_arguments, fault, .. } = rewriter.finish();
        if let Some(fault) = fault {
            return Err(fault);
        }
        shape.functions = functions;
        let strict = shape.module;
        let (returned, edits) = shape.finish(returns, edits);
        Ok(Plan {
            edits: Edits::new(edits),
            sites,
            strict,
            returned: returned.map(str::to_owned),
            type_arguments,
            probe_is_code: probe.is_some_and(|at| is_code(&program, at)),
        })
    })
}

/// Parses as a module whose top level may return.
pub(super) fn parse<'a>(arena: &'a Allocator, text: &'a str, language: SourceType) -> Result<Program<'a>, Fault> {
    let options = ParseOptions { allow_return_outside_function: true, ..ParseOptions::default() };
    let parsed = Parser::new(arena, text, language).with_options(options).parse();
    match Fault::first(&parsed.diagnostics) {
        Some(fault) => Err(fault),
        None => Ok(parsed.program),
    }
}

/// Whether a byte is outside of all comments.
pub(super) fn is_code(program: &Program<'_>, at: usize) -> bool {
    !program.comments.iter().any(|comment| (comment.span.start as usize..comment.span.end as usize).contains(&at))
}
