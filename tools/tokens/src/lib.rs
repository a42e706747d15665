//! Counts tokens: a plugin with the tool `count`. The expressions that cut a text into words are compiled before it is first
//! called, since its build ends with a snapshot; the vocabularies are read where they lie. It is a component of its own, so that
//! others stay small.

mod hash;
#[cfg(test)]
mod tests;
mod vocabulary;
mod words;

use std::sync::LazyLock;

use toolgate_guest::serde_json::json;
use toolgate_guest::{ToolFailure, plugin, schema, tool};

use vocabulary::Vocabulary;
use words::Words;

plugin!(count);
snapshot::before!(prepare);

/// The most text of one call, in bytes.
const MAX_TEXT: usize = 8 << 20;
/// The most texts of one call.
const MAX_TEXTS: usize = 100_000;

/// Counts once, so that what is only made when it is needed is there.
#[cfg(target_family = "wasm")]
fn prepare() {
    for encoding in [&O200K, &CL100K] {
        encoding.count("Hello, world: 1 + 1 = 2  \n\nIt's DÉJÀ vu.");
    }
}

static O200K: LazyLock<Tokenizer> = LazyLock::new(|| Tokenizer {
    vocabulary: Vocabulary::new(include_bytes!(concat!(env!("OUT_DIR"), "/o200k"))),
    words: Words::o200k(),
});
static CL100K: LazyLock<Tokenizer> = LazyLock::new(|| Tokenizer {
    vocabulary: Vocabulary::new(include_bytes!(concat!(env!("OUT_DIR"), "/cl100k"))),
    words: Words::cl100k(),
});

struct Tokenizer {
    vocabulary: Vocabulary,
    words: Words,
}

impl Tokenizer {
    fn count(&self, text: &str) -> usize {
        self.words.of(text).map(|word| self.vocabulary.count(word.as_bytes())).sum()
    }
}

/// One text or several.
#[schema]
#[derive(Debug)]
#[serde(untagged)]
enum Texts {
    One(String),
    Many(Vec<String>),
}

/// Whose tokens: `o200k` is GPT-4o's and what came after it, `cl100k` GPT-4's and GPT-3.5's.
#[schema]
#[derive(Clone, Copy, Debug, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Encoding {
    O200k,
    Cl100k,
}

impl Encoding {
    fn tokenizer(self) -> &'static Tokenizer {
        match self {
            Encoding::O200k => &O200K,
            Encoding::Cl100k => &CL100K,
        }
    }
}

/// How many tokens there are.
#[schema]
#[derive(Debug)]
struct Count {
    /// Of all texts together.
    tokens: usize,
    /// Of each text, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    each: Option<Vec<usize>>,
}

/// Counts the tokens of a text, or of several, as OpenAI's models do; for other models it is an estimate. Good for seeing what fits into a context.
#[tool(title = "Count tokens", read_only, idempotent, open_world = false)]
async fn count(
    /// A text or an array of texts.
    text: Texts,
    #[tool(default = Encoding::O200k)] encoding: Encoding,
) -> Result<Count, ToolFailure> {
    let tokenizer = encoding.tokenizer();
    match text {
        Texts::One(text) => {
            check(1, text.len())?;
            Ok(Count { tokens: tokenizer.count(&text), each: None })
        }
        Texts::Many(texts) => {
            check(texts.len(), texts.iter().map(String::len).sum())?;
            let each: Vec<usize> = texts.iter().map(|text| tokenizer.count(text)).collect();
            Ok(Count { tokens: each.iter().sum(), each: Some(each) })
        }
    }
}

fn check(texts: usize, bytes: usize) -> Result<(), ToolFailure> {
    for (limit, what, allowed, actual) in [("texts", "texts", MAX_TEXTS, texts), ("text", "bytes", MAX_TEXT, bytes)] {
        if actual > allowed {
            return Err(ToolFailure::limit_exceeded(format!("there are {actual} {what}, and {allowed} are allowed"))
                .with_data(json!({"limit": limit, "allowed": allowed, "actual": actual})));
        }
    }
    Ok(())
}
