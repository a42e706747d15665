//! Counts tokens as a model would: OpenAI's `o200k_base`, the only vocabulary that the budget knows. Never on the path of a
//! run whose result is short.

use bpe_openai::Tokenizer;

/// Counting stops here: about a megabyte, some 25 ms.
const MAX_COUNTED: u64 = 250_000;

/// How many tokens a text has, as far as it was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    Exact(u64),
    AtLeast(u64),
}

/// The tokens of `text`. The first call in a process loads the tokenizer, some 50 ms; then 10 MB take about 0.25 s.
#[must_use]
pub fn count_tokens(text: &str) -> u64 {
    tokenizer().count(text) as u64
}

/// Loads the tokenizer, so that a later count doesn't wait for it: a command line that will count does so on a thread of
/// its own while the script runs.
pub fn load_tokenizer() {
    tokenizer();
}

/// The tokens of `text` where they are at most `limit`; stops soon after.
pub(super) fn count_up_to(text: &str, limit: u64) -> Option<u64> {
    let tokenizer = tokenizer();
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    tokenizer.count_till_limit(&tokenizer.normalize(text), limit).map(|tokens| tokens as u64)
}

/// The tokens of `text`, without counting far beyond [`MAX_COUNTED`].
pub(super) fn measure(text: &str) -> Count {
    count_up_to(text, MAX_COUNTED).map_or(Count::AtLeast(MAX_COUNTED + 1), Count::Exact)
}

fn tokenizer() -> &'static Tokenizer {
    bpe_openai::o200k_base()
}
