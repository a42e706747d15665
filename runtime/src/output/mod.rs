//! What may reach the model: a result within its budget of tokens, or a summary of it that is. Never decides what is kept of
//! the whole, or where.
//!
//! A summary is valid JSON and itself within the budget:
//!
//! ```json
//! {
//!   "truncated": true,
//!   "bytes": 402113,
//!   "tokens": 151207,
//!   "kept": "/home/me/.cache/toolgate-results/4f0c….json",
//!   "note": "the result is over the budget of 4000 tokens: …",
//!   "shape": "{total: number, items: {id: number, name?: string}[5000]}",
//!   "sample": { "total": 12, "items": [{ "id": 1 }, "… 4998 more items …", { "id": 5000 }] }
//! }
//! ```
//!
//! `tokens` is `{"at_least": N}` where counting on would cost too much. In `sample`, whatever was left out or shortened says
//! so in its place. Where the budget is too small for a part, that part is missing, the least important first: the sample,
//! the shape, the note, the place.

mod peek;
mod sample;
mod shape;
#[cfg(test)]
mod tests;
mod tokens;

pub use tokens::{count_tokens, load_tokenizer};

use serde_json::{Value, json};

use crate::json::Json;
use shape::Shape;
use tokens::{Count, count_up_to, measure};

/// The smallest budget that leaves room for a useful summary, in tokens. A smaller one is obeyed all the same.
pub const MIN_RESULT_TOKENS: u64 = 64;

/// How often the sample's size is corrected to fill the budget.
const MAX_TRIES: usize = 8;

/// A result within its budget.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Budgeted {
    /// The result itself, or its summary where `truncated`.
    pub result: Json,
    /// Whether `result` is a summary.
    pub truncated: bool,
    /// Tokens of `result`. `None` where counting wasn't needed, since it has no more bytes than it may have tokens;
    /// [`count_tokens`] gives the number.
    pub tokens: Option<u64>,
}

/// Holds `result` to at most `max_tokens` tokens (of OpenAI's `o200k_base`). `kept_at` says in a summary where the whole is.
///
/// A result with no more bytes than `max_tokens` costs nothing, since no token is shorter than a byte. The first longer one
/// loads the tokenizer, which takes some 50 ms.
#[must_use]
pub fn budget(result: Json, max_tokens: u64, kept_at: Option<&str>) -> Budgeted {
    let text = result.as_str();
    if text.len() as u64 <= max_tokens {
        return Budgeted { result, truncated: false, tokens: None };
    }
    if let Some(tokens) = count_up_to(text, max_tokens) {
        return Budgeted { result, truncated: false, tokens: Some(tokens) };
    }
    let (result, tokens) = Summary::of(text, max_tokens, kept_at).fill();
    Budgeted { result: Json::parse(result).unwrap_or_default(), truncated: true, tokens: Some(tokens) }
}

/// The parts of a summary, each as JSON text.
struct Summary<'a> {
    text: &'a str,
    max_tokens: u64,
    size: String,
    kept: String,
    note: String,
    shape: String,
}

impl<'a> Summary<'a> {
    fn of(text: &'a str, max_tokens: u64, kept_at: Option<&str>) -> Self {
        let tokens = match measure(text) {
            Count::Exact(tokens) => json!(tokens),
            Count::AtLeast(tokens) => json!({ "at_least": tokens }),
        };
        let note = format!(
            "the result is over the budget of {max_tokens} tokens: this is its shape and a sample; return fewer items or fields"
        );
        // A quarter of the budget, at four bytes a token.
        let shape = Shape::of(text).render_within(usize::try_from(max_tokens).unwrap_or(usize::MAX));
        Self {
            text,
            max_tokens,
            size: format!(r#"{{"truncated":true,"bytes":{},"tokens":{tokens}"#, text.len()),
            kept: kept_at.map(|path| format!(r#","kept":{}"#, Value::from(path))).unwrap_or_default(),
            note: format!(r#","note":{}"#, Value::from(note)),
            shape: format!(r#","shape":{}"#, Value::from(shape)),
        }
    }

    /// The summary that says most within the budget, and its tokens.
    fn fill(&self) -> (String, u64) {
        let Self { size, kept, note, shape, .. } = self;
        let frames = [
            format!("{size}{kept}{note}{shape}"),
            format!("{size}{kept}{note}"),
            format!("{size}{kept}"),
            size.clone(),
            r#"{"truncated":true"#.to_owned(),
        ];
        for (index, frame) in frames.iter().enumerate() {
            let closed = format!("{frame}}}");
            if let Some(tokens) = count_up_to(&closed, self.max_tokens) {
                return if index == 0 { self.with_sample(frame, closed, tokens) } else { (closed, tokens) };
            }
        }
        ("null".to_owned(), 1)
    }

    /// Adds the largest sample that fits: tries a size, and corrects it by what it cost.
    fn with_sample(&self, frame: &str, closed: String, frame_tokens: u64) -> (String, u64) {
        let free = usize::try_from(self.max_tokens - frame_tokens).unwrap_or(usize::MAX);
        let mut best = (closed, frame_tokens);
        let (mut fits, mut too_large) = (0, self.text.len().min(free.saturating_mul(32)));
        let mut room = free.saturating_mul(3).min(too_large);
        for _ in 0..MAX_TRIES {
            let sample = sample::sample(self.text, room);
            let whole = format!(r#"{frame},"sample":{sample}}}"#);
            match count_up_to(&whole, self.max_tokens) {
                Some(tokens) => {
                    fits = room;
                    let used = usize::try_from(tokens - frame_tokens).unwrap_or(usize::MAX).max(1);
                    best = if tokens >= best.1 { (whole, tokens) } else { best };
                    room = (room / used).max(1).saturating_mul(free).min(fits + (too_large - fits) * 3 / 4);
                }
                None => {
                    too_large = room;
                    room = fits + (too_large - fits) / 2;
                }
            }
            if too_large - fits <= free / 8 || room <= fits {
                break;
            }
        }
        best
    }
}
