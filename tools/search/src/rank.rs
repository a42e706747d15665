//! Ranks texts by BM25. Two passes: the first counts, the second scores those texts only in which something was found. Holds no
//! text longer than it looks at it.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::{Mutex, PoisonError};

use bm25::{Embedder, EmbedderBuilder, Embedding, Scorer, TokenEmbedder, TokenEmbedding, Tokenizer};

use crate::query::Query;
use crate::words::{Words, words};

/// How often a word of the title counts: as many times as one of the text.
const TITLE_WEIGHT: usize = 2;

/// A text to rank.
pub(crate) struct Document<'a> {
    /// Its title, or what else names it.
    pub(crate) title: Cow<'a, str>,
    pub(crate) text: Cow<'a, str>,
}

/// A text in which something was found.
#[derive(Debug)]
pub(crate) struct Ranked {
    /// Its number.
    pub(crate) document: usize,
    pub(crate) score: f32,
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Ranking {
    /// The best first; of equals, the first first.
    pub(crate) ranked: Vec<Ranked>,
    /// How many documents there were.
    pub(crate) documents: usize,
    /// How many of them could not be looked at.
    pub(crate) skipped: usize,
}

/// Ranks `count` documents, which `document` gives by number; `None` for one that can't be looked at. `all`: every term has to
/// occur.
pub(crate) fn rank<'a>(
    count: usize,
    document: impl Fn(usize) -> Option<Document<'a>>,
    query: &Query,
    terms: &mut Words,
    all: bool,
) -> Ranking {
    let mut ranking = Ranking::default();
    let mut scorer = Scorer::new();
    let (mut total, mut candidates) = (0, Vec::new());
    for number in 0..count {
        let Some(document) = document(number) else {
            ranking.skipped += 1;
            continue;
        };
        let look = Look::at(&document, query, terms);
        ranking.documents += 1;
        total += look.length;
        if look.fits(query, all) {
            candidates.push(number);
        }
        // It counts for how rare a term is, whether it is a candidate or not.
        scorer.upsert(&number, look.embedding(query));
    }
    if candidates.is_empty() {
        return ranking;
    }
    let average = total as f32 / ranking.documents as f32;
    let embedder = embedder(average, terms);
    let wanted = Embedding(query.wanted.iter().map(|number| token(&query.terms[*number], 1.0)).collect());
    for number in candidates {
        let Some(document) = document(number) else { continue };
        scorer.upsert(&number, embedding(&document, &embedder, &wanted));
        let score = scorer.score(&number, &wanted).unwrap_or_default();
        ranking.ranked.push(Ranked { document: number, score });
    }
    ranking.ranked.sort_by(|one, other| {
        other.score.partial_cmp(&one.score).unwrap_or(Ordering::Equal).then(one.document.cmp(&other.document))
    });
    ranking
}

/// What a document's words weigh, as far as the query wants them.
fn embedding(document: &Document<'_>, embedder: &Embedder<u64, Terms<'_>>, wanted: &Embedding<u64>) -> Embedding<u64> {
    let mut whole = String::with_capacity(document.title.len() * TITLE_WEIGHT + document.text.len() + TITLE_WEIGHT);
    for _ in 0..TITLE_WEIGHT {
        whole.push_str(&document.title);
        whole.push('\n');
    }
    whole.push_str(&document.text);
    let mut tokens = embedder.embed(&whole).0;
    tokens.retain(|token| wanted.indices().any(|index| *index == token.index));
    tokens.sort_by_key(|token| token.index);
    tokens.dedup_by_key(|token| token.index);
    Embedding(tokens)
}

fn token(term: &str, value: f32) -> TokenEmbedding<u64> {
    TokenEmbedding { index: u64::embed(term), value }
}

/// What a first look at a document tells.
struct Look {
    /// How many words it has, those of the title by their weight.
    length: usize,
    /// Which terms of the query occur.
    found: Vec<bool>,
    /// Which phrases do.
    phrases: Vec<bool>,
}

impl Look {
    fn at(document: &Document<'_>, query: &Query, terms: &mut Words) -> Self {
        let mut look =
            Look { length: 0, found: vec![false; query.terms.len()], phrases: vec![false; query.phrases.len()] };
        look.over(&document.title, TITLE_WEIGHT, query, terms);
        look.over(&document.text, 1, query, terms);
        look
    }

    fn over(&mut self, text: &str, weight: usize, query: &Query, terms: &mut Words) {
        // How many terms of each phrase the last words were: a word may go on with several.
        let mut begun: Vec<Vec<usize>> = vec![Vec::new(); query.phrases.len()];
        for word in words(text) {
            self.length += weight;
            let number = query.find(terms.term(word.form));
            if let Some(number) = number {
                self.found[number] = true;
            }
            for ((phrase, begun), found) in query.phrases.iter().zip(&mut begun).zip(&mut self.phrases) {
                begun.push(0);
                begun.retain_mut(|length| {
                    let goes_on = number.is_some_and(|number| phrase[*length] == number);
                    *length += usize::from(goes_on);
                    *found |= goes_on && *length == phrase.len();
                    goes_on && *length < phrase.len()
                });
            }
        }
    }

    /// Which of the wanted terms occur, without a weight yet.
    fn embedding(&self, query: &Query) -> Embedding<u64> {
        let found = query.wanted.iter().filter(|number| self.found[**number]);
        Embedding(found.map(|number| token(&query.terms[*number], 0.0)).collect())
    }

    fn fits(&self, query: &Query, all: bool) -> bool {
        let mut wanted = query.wanted.iter().map(|number| self.found[*number]);
        let enough = if all { wanted.all(|found| found) } else { wanted.any(|found| found) };
        enough && self.phrases.iter().all(|found| *found) && !query.unwanted.iter().any(|number| self.found[*number])
    }
}

/// The words of a text, as the scoring crate asks for them: shared, though only one asks.
struct Terms<'a>(Mutex<&'a mut Words>);

impl Tokenizer for Terms<'_> {
    fn tokenize(&self, text: &str) -> Vec<String> {
        let mut terms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        words(text).map(|word| terms.term(word.form).to_owned()).collect()
    }
}

/// Weighs words by BM25 with its usual parameters, for texts of that average length.
fn embedder(average: f32, terms: &mut Words) -> Embedder<u64, Terms<'_>> {
    EmbedderBuilder::with_tokenizer_and_fit_to_corpus(Terms(Mutex::new(terms)), &[]).avgdl(average).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn check(query: &str, all: bool, expect: &[usize]) {
        let texts = [
            ("", "the cat sat on the mat"),
            ("", "a dog and a cat and a cat"),
            ("cats", "nothing else"),
            ("", "dogs sit"),
            ("", "a much longer text in which a cat is named once among very many other words that say nothing of it"),
        ];
        let mut terms = Words::new(Language::English);
        let query = Query::read(query, &mut terms).expect("a query");
        let document = |number: usize| {
            texts.get(number).map(|(title, text)| Document { title: (*title).into(), text: (*text).into() })
        };
        let ranking = rank(texts.len() + 1, document, &query, &mut terms, all);
        let found: Vec<usize> = ranking.ranked.iter().map(|ranked| ranked.document).collect();
        assert_eq!(found, expect, "{query:?}");
        assert_eq!((ranking.documents, ranking.skipped), (5, 1));
        assert!(ranking.ranked.iter().all(|ranked| ranked.score > 0.0), "{ranking:?}");
    }

    #[test]
    fn rarer_and_more_often_and_shorter_is_better() {
        check("cat", false, &[2, 1, 0, 4]);
        check("dog cat", false, &[1, 3, 2, 0, 4]);
        check("dog cat", true, &[1]);
        check("cat -mat", false, &[2, 1, 4]);
        check("\"cat sat\"", false, &[0]);
        check("\"a cat and\"", false, &[1]);
        check("\"sat cat\"", false, &[]);
        check("absent", false, &[]);
    }

    #[test]
    fn a_phrase_may_begin_again_within_itself() {
        let mut terms = Words::new(Language::None);
        let query = Query::read("\"a b a c\"", &mut terms).expect("a query");
        let document = |_: usize| Some(Document { title: "".into(), text: "a b a b a c".into() });
        assert_eq!(rank(1, document, &query, &mut terms, false).ranked.len(), 1);
    }
}
