//! TypeScript to JavaScript, with the way back. Never checks types.

use std::path::Path;

use oxc::{
    codegen::{Codegen, CodegenOptions, CommentOptions},
    semantic::SemanticBuilder,
    span::SourceType,
    transformer::{TransformOptions, Transformer},
};

use super::{fault::Fault, javascript, position, room};

/// JavaScript that was TypeScript.
#[derive(Debug)]
pub(super) struct Stripped {
    pub(super) code: String,
    marks: Vec<Mark>,
    /// Whether the byte that was asked for is code, and no comment.
    pub(super) probe_is_code: bool,
}

/// A place in the code, and where it came from; lines and columns from 0, columns in UTF-16 units.
#[derive(Debug)]
struct Mark {
    code: (u32, u32),
    text: (u32, u32),
}

/// Removes the types and rewrites what is left of the language: enums, namespaces, parameter properties. Imports of nothing
/// but types vanish.
pub(super) fn strip(text: &str, probe: Option<usize>) -> Result<Stripped, Fault> {
    room::parse(text, |arena| {
        let mut program = javascript::parse(arena, text, SourceType::ts().with_module(true))?;
        let probe_is_code = probe.is_some_and(|at| javascript::is_code(&program, at));
        let semantic =
            SemanticBuilder::new_compiler().with_excess_capacity(2.0).with_enum_eval(true).build(&program).semantic;
        let path = Path::new("script.ts");
        let transformer = Transformer::new(arena, path, &TransformOptions::default());
        let transformed = transformer.build_with_scoping(semantic.into_scoping(), &mut program);
        if let Some(fault) = Fault::first(&transformed.diagnostics) {
            return Err(fault);
        }
        let options = CodegenOptions {
            comments: CommentOptions::disabled(),
            source_map_path: Some(path.to_owned()),
            ..CodegenOptions::default()
        };
        let printed = Codegen::new().with_options(options).build(&program);
        let marks = printed.map.iter().flat_map(|map| map.get_tokens()).map(|token| Mark {
            code: (token.get_dst_line(), token.get_dst_col()),
            text: (token.get_src_line(), token.get_src_col()),
        });
        Ok(Stripped { marks: marks.collect(), code: printed.code, probe_is_code })
    })
}

impl Stripped {
    /// The byte of `text` that a byte of the code came from: exactly, where both read the same from the last mark on.
    pub(super) fn original(&self, text: &str, at: usize) -> Option<usize> {
        let place = position::map_position(&self.code, at);
        let mark = &self.marks[self.marks.partition_point(|mark| mark.code <= place).checked_sub(1)?];
        let from = position::map_offset(&self.code, mark.code.0, mark.code.1)?;
        let origin = position::map_offset(text, mark.text.0, mark.text.1)?;
        let since = self.code.get(from..at)?;
        let same = text.get(origin..).is_some_and(|rest| rest.starts_with(since));
        Some(if same { origin + since.len() } else { origin })
    }
}
