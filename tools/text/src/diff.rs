//! `diff`: what changed between two texts, by lines. The algorithm bounds its own work and may then find more changes than there
//! need be, never wrong ones.

use similar::{Algorithm, ChangeTag, TextDiff};
use toolgate_guest::{ToolFailure, schema, tool};

use crate::failure::{check_length, limit};

/// The most lines of both texts together.
const MAX_LINES: usize = 400_000;
/// The most lines around each change.
const MAX_CONTEXT: u32 = 1000;

/// The difference of two texts.
#[schema]
#[derive(Debug)]
pub(crate) struct Difference {
    /// In unified format; empty where the texts are equal.
    diff: String,
    /// How many lines are only in `after`.
    added: usize,
    /// How many lines are only in `before`.
    removed: usize,
}

/// Compares two texts line by line and gives their unified diff, as `diff -u` and `git diff` write it.
#[tool(title = "Difference of two texts", read_only, idempotent, open_world = false)]
pub(crate) async fn diff(
    before: String,
    after: String,
    /// How many unchanged lines to show around each change.
    #[tool(default = 3)]
    #[schemars(range(max = 1000))]
    context: u32,
    /// The name of the first text, in the diff's first line.
    #[tool(default = String::from("before"))]
    before_name: String,
    /// The name of the second text.
    #[tool(default = String::from("after"))]
    after_name: String,
) -> Result<Difference, ToolFailure> {
    check_length("before", &before)?;
    check_length("after", &after)?;
    let lines = [&before, &after].iter().map(|text| text.lines().count()).sum();
    if lines > MAX_LINES {
        let message = format!("the texts have {lines} lines, and {MAX_LINES} are allowed: compare parts of them");
        return Err(limit("lines", MAX_LINES, lines, message));
    }
    let diff = TextDiff::configure().algorithm(Algorithm::Myers).diff_lines(&before, &after);
    let count = |tag| diff.iter_all_changes().filter(|change| change.tag() == tag).count();
    let (added, removed) = (count(ChangeTag::Insert), count(ChangeTag::Delete));
    let text = if added + removed == 0 {
        String::new()
    } else {
        let radius = context.min(MAX_CONTEXT) as usize;
        diff.unified_diff().context_radius(radius).header(&before_name, &after_name).to_string()
    };
    Ok(Difference { diff: text, added, removed })
}
