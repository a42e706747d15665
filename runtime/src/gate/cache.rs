//! Results that answer later calls with the same arguments for a time, shared by all runs. Bounded in entries and bytes: the oldest go
//! first, which are also the first to expire. Own, since kept cache crates have clocks of their own, which no test can stop.

use std::borrow::Borrow;
use std::collections::{HashMap, VecDeque};
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use super::call::{Next, ToolCall, service};
use super::policy;
use crate::json::Json;
use crate::provider::CallFuture;
use crate::trace::AnsweredBy;

#[derive(Clone)]
pub(super) struct Cache(Arc<Inner>);

struct Inner {
    policy: policy::Cache,
    kept: Mutex<Kept>,
    next: Next,
}

#[derive(Default)]
struct Kept {
    results: HashMap<Key, Entry>,
    /// Keys by age. One that was kept anew stands twice; its first place is passed over.
    ages: VecDeque<(Key, u64)>,
    bytes: u64,
    /// Results ever kept.
    number: u64,
}

struct Entry {
    result: Json,
    until: Instant,
    number: u64,
}

/// Arguments, by their text.
#[derive(Clone, PartialEq, Eq)]
struct Key(Json);

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_str().hash(state);
    }
}

impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        self.0.as_str()
    }
}

impl Cache {
    pub(super) fn new(policy: policy::Cache, next: Next) -> Self {
        Self(Arc::new(Inner { policy, kept: Mutex::default(), next }))
    }

    fn run(&self, call: ToolCall) -> CallFuture {
        let now = Instant::now();
        if let Some(result) = self.0.kept().get(call.arguments(), now) {
            call.trace.answered_by(AnsweredBy::Cache, None, now);
            return Box::pin(std::future::ready(Ok(result)));
        }
        let this = Arc::clone(&self.0);
        Box::pin(async move {
            let arguments = call.arguments().clone();
            let result = this.next.go(call).await;
            if let Ok(result) = &result {
                this.kept().keep(this.policy, arguments, result.clone(), Instant::now());
            }
            result
        })
    }
}

service!(Cache);

impl Inner {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn get(&self, arguments: &Json, now: Instant) -> Option<Json> {
        let entry = self.results.get(arguments.as_str())?;
        (now < entry.until).then(|| entry.result.clone())
    }

    fn keep(&mut self, policy: policy::Cache, arguments: Json, result: Json, now: Instant) {
        let size = size(&arguments, &result);
        if size > policy.bytes {
            return;
        }
        self.number += 1;
        let key = Key(arguments);
        // Bounded when the policy was checked: no clock overflows.
        let entry = Entry { result, until: now + policy.ttl, number: self.number };
        if let Some(old) = self.results.insert(key.clone(), entry) {
            self.bytes -= size_of_entry(&key, &old);
        }
        self.bytes += size;
        self.ages.push_back((key, self.number));
        while self.ages.len() > policy.entries as usize
            || self.bytes > policy.bytes
            || self.ages.front().is_some_and(|(key, number)| self.is_over(key, *number, now))
        {
            self.drop_oldest();
        }
    }

    /// Whether what stands there has expired or was kept anew since.
    fn is_over(&self, key: &Key, number: u64, now: Instant) -> bool {
        self.results.get(key.0.as_str()).is_none_or(|entry| entry.number != number || entry.until <= now)
    }

    fn drop_oldest(&mut self) {
        let Some((key, number)) = self.ages.pop_front() else { return };
        if self.results.get(key.0.as_str()).is_some_and(|entry| entry.number == number)
            && let Some(entry) = self.results.remove(key.0.as_str())
        {
            self.bytes -= size_of_entry(&key, &entry);
        }
    }
}

fn size(arguments: &Json, result: &Json) -> u64 {
    (arguments.as_str().len() + result.as_str().len()) as u64
}

fn size_of_entry(key: &Key, entry: &Entry) -> u64 {
    size(&key.0, &entry.result)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;

    fn keep(kept: &mut Kept, policy: policy::Cache, key: u32, bytes: usize, now: Instant) {
        kept.keep(policy, Json::from(json!({ "k": key })), Json::from(json!("x".repeat(bytes))), now);
        assert!(kept.bytes <= policy.bytes && kept.results.len() <= kept.ages.len());
        assert!(kept.ages.len() <= policy.entries as usize);
        let counted: u64 = kept.results.iter().map(|(key, entry)| size_of_entry(key, entry)).sum();
        assert_eq!(counted, kept.bytes);
    }

    fn has(kept: &Kept, key: u32, now: Instant) -> bool {
        kept.get(&Json::from(json!({ "k": key })), now).is_some()
    }

    #[test]
    fn entries_and_bytes_are_bounded() {
        let (mut kept, now) = (Kept::default(), Instant::now());
        let policy = policy::Cache::new(Duration::from_secs(60)).entries(10).bytes(1_000);
        for key in 0..100 {
            keep(&mut kept, policy, key, 10, now);
        }
        assert!(!has(&kept, 89, now) && has(&kept, 90, now) && has(&kept, 99, now));
        keep(&mut kept, policy, 100, 900, now);
        assert!(has(&kept, 100, now) && !has(&kept, 95, now));
        keep(&mut kept, policy, 101, 5_000, now);
        assert!(!has(&kept, 101, now) && has(&kept, 100, now), "what can't be kept drives nothing out");
    }

    #[test]
    fn results_expire() {
        let (mut kept, now) = (Kept::default(), Instant::now());
        let policy = policy::Cache::new(Duration::from_secs(60)).entries(10);
        keep(&mut kept, policy, 1, 10, now);
        let later = now + Duration::from_secs(59);
        assert!(has(&kept, 1, later) && !has(&kept, 1, later + Duration::from_secs(1)));
        keep(&mut kept, policy, 1, 20, later);
        assert!(has(&kept, 1, later + Duration::from_secs(59)), "kept anew");
        keep(&mut kept, policy, 2, 1, later + Duration::from_secs(100));
        assert_eq!((kept.results.len(), kept.ages.len()), (1, 1), "what is over goes");
    }
}
