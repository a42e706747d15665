//! The tools of the plugin `{{identifier}}`.

use toolgate_guest::{ToolFailure, plugin, schema, tool};

/// How often each word is there.
#[schema]
struct Count {
    /// In small letters.
    word: String,
    times: u32,
}

/// Counts the words of a text, the most frequent first.
#[tool(title = "Count words", read_only, idempotent, timeout = "5s")]
async fn count_words(
    /// Any text.
    text: String,
    /// How many words to give, at most.
    #[tool(default = 10)]
    #[schemars(range(min = 1, max = 1000))]
    limit: u32,
) -> Result<Vec<Count>, ToolFailure> {
    let mut counts: Vec<Count> = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        match counts.iter_mut().find(|count| count.word == word) {
            Some(count) => count.times += 1,
            None => counts.push(Count { word, times: 1 }),
        }
    }
    if counts.is_empty() {
        return Err(ToolFailure::invalid_arguments("the text has no words: give one that has"));
    }
    counts.sort_by(|a, b| b.times.cmp(&a.times).then_with(|| a.word.cmp(&b.word)));
    counts.truncate(limit as usize);
    Ok(counts)
}

plugin!(count_words);

#[cfg(test)]
mod tests {
    use toolgate_guest::serde_json::json;
    use toolgate_guest::{FailureKind, testing};

    use super::Plugin;

    #[test]
    fn counts_words() {
        let counted = testing::call::<Plugin>("count_words", json!({ "text": "Tea, more tea!", "limit": 1 }));
        assert_eq!(counted, Ok(json!([{ "word": "tea", "times": 2 }])));
    }

    #[test]
    fn a_text_without_words_is_refused() {
        let refused = testing::call::<Plugin>("count_words", json!({ "text": "…" }));
        assert_eq!(refused.map_err(|failure| failure.kind), Err(FailureKind::InvalidArguments));
    }
}
