//! From a script to the code that an engine loads, and from places in that code back to the script. Decides which part of
//! the text is the script and in which language; the rooms next door do the rest.

use std::{fmt::Write, ops::Range, sync::Arc};

use super::{
    Language, Position, Script, ScriptError,
    edits::Edits,
    fault::{Fault, FaultKind},
    fence::{self, Block},
    frame, guess,
    javascript::{self, Plan},
    names, position, python,
    typescript::{self, Stripped},
};

/// What stands before a script's own text. The script starts on a line of its own: the engine's columns are not to be
/// trusted on the first one.
const SLOPPY: &str = "(async function () {\n";
const STRICT: &str = "(async function () {\"use strict\";\n";
const END: &str = "\n})";
/// No script is longer, whatever the limit: places are 32-bit numbers, and edits make it longer.
const MOST_BYTES: usize = 256 << 20;

/// A script that an engine can load.
pub(crate) struct Prepared {
    /// In JavaScript one expression, which evaluates to an async function without parameters. If that function's promise
    /// fulfils with a function, that one is the script: to be called with `input`. In Python the script as it is.
    pub(crate) code: String,
    source: Arc<str>,
    /// The script inside of the source.
    script: Range<usize>,
    way: Way,
}

/// How places in the code lead back to the script.
enum Way {
    /// Through the edits.
    Edited(Edited),
    /// The code is the script. Sites are line and column: see [`PACKED_COLUMN`].
    Same,
}

struct Edited {
    stripped: Option<Stripped>,
    edits: Edits,
    sites: Vec<u32>,
    /// The bytes of `code` before the edited script, and of the edited script.
    head: usize,
    length: usize,
}

/// The bits of a site that are the column, where nothing was rewritten; those above them are the line. Both count from 1, the
/// column in bytes.
const PACKED_COLUMN: u32 = 12;

/// A place as an engine tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A place in [`Prepared::code`], from 1, the column in bytes of UTF-8.
    Position { line: u32, column: u32 },
    /// The number of a rewritten `await`, `throw`, call, …
    Site(u32),
}

/// Makes what an engine loads of a script of any shape.
///
/// # Errors
///
/// Of kind [`Syntax`](super::ScriptErrorKind::Syntax): a script of more than `max_bytes` bytes, one that does not parse, and
/// one that imports modules.
#[expect(clippy::result_large_err, reason = "made once, at the end of a run")]
pub(crate) fn prepare(script: &Script, max_bytes: usize) -> Result<Prepared, ScriptError> {
    let text = &*script.source;
    let limit = max_bytes.min(MOST_BYTES);
    if text.len() > limit {
        let message = format!("the script has {} bytes, more than the limit of {limit}", text.len());
        return Err(ScriptError::syntax(message));
    }
    let whole = without_prefix(text, 0..text.len());
    let found = match script.language {
        Some(Language::Python) => python(script, whole),
        _ if fence::leads(&text[whole.clone()]) => fenced(script, whole),
        _ => unfenced(script, whole),
    };
    let (range, body) = found.map_err(|(range, fault)| explain(text, range, fault))?;
    Ok(match body {
        Some(body) => body.prepared(script, range),
        None => Prepared {
            code: text[range.clone()].to_owned(),
            source: Arc::clone(&script.source),
            script: range,
            way: Way::Same,
        },
    })
}

/// Where the script is, and its body; none where it is Python.
type Found = Result<(Range<usize>, Option<Body>), (Range<usize>, Fault)>;

/// A text that is said to be Python. Where all of its blocks say otherwise, they are right.
fn python(script: &Script, whole: Range<usize>) -> Found {
    match python::script(&script.source[whole.clone()]) {
        Some(range) => {
            let range = whole.start + range.start..whole.start + range.end;
            Ok((without_prefix(&script.source, range), None))
        }
        None => fenced(script, whole),
    }
}

/// A text that is Markdown: its block, and no other reading.
fn fenced(script: &Script, whole: Range<usize>) -> Found {
    let text = &script.source[whole.clone()];
    if let Some(block) = fence::script(text) {
        return in_block(script, &whole, &block);
    }
    let tag = fence::blocks(text).next().map(|block| block.tag).unwrap_or_default();
    let message = format!(
        "the code block is tagged `{tag}`: a script is written in JavaScript, TypeScript or Python, and a plan is tagged `plan`"
    );
    Err((whole, Fault { kind: FaultKind::Refused, message, at: 0 }))
}

/// A text that is a script, or else prose around a block. A heading of one word and a fence happen to be JavaScript, a tagged
/// template; but where three backticks start a line of code, that line is a fence.
fn unfenced(script: &Script, whole: Range<usize>) -> Found {
    let text = &script.source[whole.clone()];
    let block = fence::script(text);
    let probe = block.as_ref().map(|block| block.start).filter(|start| text[*start..].trim_start().starts_with('`'));
    match (Body::new(text, script.language, probe), block) {
        (Ok(body), Some(block)) if body.probe_is_code => in_block(script, &whole, &block),
        (Ok(body), _) => Ok((whole, Some(body))),
        (Err(fault), Some(block)) if fault.kind != FaultKind::Refused => in_block(script, &whole, &block),
        (Err(_), None) if script.language.is_none() && guess::is_python(text) => Ok((whole, None)),
        (Err(fault), _) => Err((whole, fault)),
    }
}

/// The script in a fenced block. Where it does not parse, its end may be a fence that belongs to the script.
fn in_block(script: &Script, whole: &Range<usize>, block: &Block) -> Found {
    let text = &script.source[whole.clone()];
    let absolute =
        |range: Range<usize>| without_prefix(&script.source, whole.start + range.start..whole.start + range.end);
    let language = match script.language {
        Some(Language::TypeScript) if block.language() != Some(Language::Python) => script.language,
        given => block.language().or(given),
    };
    if language == Some(Language::Python) {
        return Ok((absolute(fence::longest_python(text, block)), None));
    }
    let range = absolute(block.content.clone());
    match Body::new(&script.source[range.clone()], language, None) {
        Ok(body) => Ok((range, Some(body))),
        Err(fault) => {
            let longer = fence::longest(text, block).map(absolute);
            let found = longer.and_then(|longer| {
                Some((longer.clone(), Some(Body::new(&script.source[longer], language, None).ok()?)))
            });
            if found.is_none() && language.is_none() && guess::is_python(&script.source[range.clone()]) {
                return Ok((absolute(fence::longest_python(text, block)), None));
            }
            found.ok_or((range, fault))
        }
    }
}

/// Without a byte order mark and a `#!` line.
fn without_prefix(text: &str, range: Range<usize>) -> Range<usize> {
    let mut part = &text[range.clone()];
    part = part.strip_prefix('\u{feff}').unwrap_or(part);
    if part.trim_start().starts_with("#!") {
        let line = part.len() - part.trim_start().len();
        part = part[line..].find(['\n', '\r']).map_or("", |end| &part[line + end..]);
    }
    range.end - part.len()..range.end
}

/// What misses something at its end misses it after the last thing that is there.
fn explain(text: &str, range: Range<usize>, fault: Fault) -> ScriptError {
    let end = range.start + text[range.clone()].trim_end().len();
    let at = position::position(text, (range.start + fault.at).min(end));
    let frame = frame::frame(text, range, at);
    ScriptError {
        line: Some(at.line),
        column: Some(at.column),
        frame: Some(frame),
        ..ScriptError::syntax(fault.message)
    }
}

/// A script that was understood.
struct Body {
    stripped: Option<Stripped>,
    plan: Plan,
    probe_is_code: bool,
}

impl Body {
    /// Reads `text` in the language that it is said to be in, or else in the other one.
    fn new(text: &str, language: Option<Language>, probe: Option<usize>) -> Result<Self, Fault> {
        if language == Some(Language::TypeScript) {
            return Self::typescript(text, probe);
        }
        match Self::javascript(text, probe) {
            Ok(body) if language.is_none() && body.plan.type_arguments => Self::typescript(text, probe).or(Ok(body)),
            Err(fault) if fault.kind == FaultKind::Syntax => Self::typescript(text, probe).map_err(|other| {
                let further = language.is_none() && other.at > fault.at;
                if further || other.kind == FaultKind::Refused { other } else { fault }
            }),
            known => known,
        }
    }

    fn javascript(text: &str, probe: Option<usize>) -> Result<Self, Fault> {
        let plan = javascript::plan(text, probe)?;
        Ok(Self { probe_is_code: plan.probe_is_code, plan, stripped: None })
    }

    fn typescript(text: &str, probe: Option<usize>) -> Result<Self, Fault> {
        let stripped = typescript::strip(text, probe)?;
        let plan = javascript::plan(&stripped.code, None);
        let plan = plan.map_err(|fault| Fault { at: stripped.original(text, fault.at).unwrap_or(0), ..fault })?;
        Ok(Self { probe_is_code: stripped.probe_is_code, plan, stripped: Some(stripped) })
    }

    fn prepared(self, script: &Script, range: Range<usize>) -> Prepared {
        let text = self.stripped.as_ref().map_or(&script.source[range.clone()], |stripped| &stripped.code);
        let mut code = String::with_capacity(text.len() + text.len() / 2 + 64);
        code.push_str(if self.plan.strict { STRICT } else { SLOPPY });
        let head = code.len();
        self.plan.edits.apply(text, &mut code);
        let length = code.len() - head;
        if let Some(name) = &self.plan.returned {
            let _ = write!(code, "\nreturn {name};");
        }
        code.push_str(END);
        Prepared {
            code,
            source: Arc::clone(&script.source),
            script: range,
            way: Way::Edited(Edited {
                stripped: self.stripped,
                edits: self.plan.edits,
                sites: self.plan.sites,
                head,
                length,
            }),
        }
    }
}

impl Prepared {
    /// The language that it turned out to be.
    pub(crate) fn language(&self) -> Language {
        match &self.way {
            Way::Edited(way) if way.stripped.is_some() => Language::TypeScript,
            Way::Edited(_) => Language::JavaScript,
            Way::Same => Language::Python,
        }
    }

    /// What whoever wrote it should know: of several blocks of its language only the first is the script.
    pub(crate) fn note(&self) -> Option<String> {
        let others = fence::others(&self.source, self.script.start);
        (others > 0).then(|| {
            let blocks = if others == 1 { "block" } else { "blocks" };
            format!("the first code block was run, and {others} more {blocks} of its language not: write one script")
        })
    }

    /// The tools that it names; see [`names::tools`].
    pub(crate) fn tools(&self) -> Vec<String> {
        let script = &self.source[self.script.clone()];
        match &self.way {
            Way::Edited(way) => names::tools(way.stripped.as_ref().map_or(script, |stripped| &stripped.code)),
            Way::Same => python::tools(script),
        }
    }

    /// Where that is in the text as it was given; `None` for what is not of the script's own making.
    pub(crate) fn original(&self, at: Place) -> Option<Position> {
        let script = &self.source[self.script.clone()];
        let at = match &self.way {
            Way::Edited(way) => way.original(script, &self.code, at)?,
            Way::Same => same(script, at)?,
        };
        Some(position::position(&self.source, self.script.start + at))
    }

    /// The engine that loads it: that of JavaScript also has TypeScript.
    pub(crate) fn engine(&self) -> Language {
        match self.way {
            Way::Edited(_) => Language::JavaScript,
            Way::Same => Language::Python,
        }
    }

    /// The lines around a place in the text as it was given, numbered, with a caret under the column. Shows nothing outside
    /// of the script's own fence; empty where the place does not exist.
    pub(crate) fn frame(&self, at: Position) -> String {
        frame::frame(&self.source, self.script.clone(), at)
    }
}

impl Edited {
    /// The byte of the script.
    fn original(&self, script: &str, code: &str, at: Place) -> Option<usize> {
        let at = match at {
            Place::Site(site) => *self.sites.get(site as usize)? as usize,
            Place::Position { line, column } => {
                let offset = position::engine_offset(code, line, column)?.checked_sub(self.head)?;
                (offset <= self.length).then(|| self.edits.original(offset))?
            }
        };
        match &self.stripped {
            Some(stripped) => stripped.original(script, at),
            None => Some(at),
        }
    }
}

/// The byte of the script, where the engine has it as it is.
fn same(script: &str, at: Place) -> Option<usize> {
    let (line, column) = match at {
        Place::Position { line, column } => (line, column),
        Place::Site(site) => (site >> PACKED_COLUMN, site & ((1 << PACKED_COLUMN) - 1)),
    };
    let (start, end) = position::line(script, line.checked_sub(1)?)?;
    Some((start + column.saturating_sub(1) as usize).min(end))
}
