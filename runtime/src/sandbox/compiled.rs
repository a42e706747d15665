//! Scripts that are components: compiled when they are first run, and kept by content while there is room. Never runs one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OnceCell, Semaphore};

use super::RunErrorKind;
use super::guest::{Origin, ScriptComponent};
use crate::engine::componentize;
use crate::engines::{Compiling, Engines, compile_observed};
use crate::script::{Component, Language, Record, RecordError};

/// Scripts of which the compiled code is kept; the one that was not run for the longest goes first.
const MAX_SCRIPTS: usize = 32;

/// Scripts that are compiled at the same time.
const MAX_COMPILING: usize = 2;

/// The most that a run waits for its script's code. The script's wall time begins after that.
const COMPILE_TIMEOUT: Duration = Duration::from_secs(60);

/// The scripts that were run last.
pub(crate) struct CompiledScripts {
    /// In the order of their last run.
    kept: Mutex<Vec<Kept>>,
    compiling: Arc<Semaphore>,
}

struct Kept {
    hash: blake3::Hash,
    /// Compiled by whoever comes first; the others wait for that.
    script: Arc<OnceCell<ScriptComponent>>,
}

impl CompiledScripts {
    pub(crate) fn new() -> Self {
        Self { kept: Mutex::default(), compiling: Arc::new(Semaphore::new(MAX_COMPILING)) }
    }

    /// The script, ready to run. `name` is for messages.
    pub(crate) async fn get(
        &self,
        name: &str,
        component: &Component,
        engines: &Engines,
    ) -> Result<ScriptComponent, RunErrorKind> {
        let cell = self.cell(component.hash());
        if let Some(script) = cell.get() {
            return Ok(script.clone());
        }
        let compiled = cell.get_or_try_init(|| self.compile(name, component, engines));
        let waited = tokio::time::timeout(COMPILE_TIMEOUT, compiled).await;
        waited.unwrap_or_else(|_| Err(too_slow())).cloned()
    }

    fn cell(&self, hash: blake3::Hash) -> Arc<OnceCell<ScriptComponent>> {
        let mut kept = self.kept();
        let known = kept.iter().position(|known| known.hash == hash).map(|at| kept.remove(at));
        let known = known.unwrap_or_else(|| Kept { hash, script: Arc::default() });
        let script = Arc::clone(&known.script);
        kept.push(known);
        if kept.len() > MAX_SCRIPTS {
            kept.remove(0);
        }
        script
    }

    async fn compile(
        &self,
        name: &str,
        component: &Component,
        engines: &Engines,
    ) -> Result<ScriptComponent, RunErrorKind> {
        let failed = |error: &dyn std::fmt::Display| RunErrorKind::Host {
            message: format!("the script could not be compiled: {error}"),
        };
        let permit = Arc::clone(&self.compiling).acquire_owned().await.map_err(|error| failed(&error))?;
        let not_a_script = |reason| RunErrorKind::NotAScript { script: name.to_owned(), reason };
        let bytes = Arc::clone(component.wasm());
        let read = tokio::task::spawn_blocking(move || {
            let bytes = componentize(&bytes).map_err(|error| format!("{error:#}"))?;
            let origin = origin(&bytes)?;
            Ok((bytes, origin))
        });
        let (bytes, origin) = read.await.map_err(|error| failed(&error))?.map_err(not_a_script)?;
        let wasm =
            engines.pool(origin.engine.unwrap_or(Language::JavaScript)).await.map_err(|error| failed(&error))?.clone();
        let what = Compiling::Script(name.to_owned());
        // What has no engine inside takes no time that is worth a word.
        let observer = engines.observer().filter(|_| origin.engine.is_some()).cloned();
        let compiled = tokio::task::spawn_blocking(move || {
            // A compilation can't be stopped: it keeps its place even where nobody waits for it any more.
            let _permit = permit;
            let component = compile_observed(&wasm, &bytes, what, observer.as_ref());
            let component =
                component.map_err(|error| format!("it is not a valid component: {}", error.root_cause()))?;
            ScriptComponent::new(&wasm, &component, origin)
        });
        compiled.await.map_err(|error| failed(&error))?.map_err(not_a_script)
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a component says of its source, where it says something that can be used.
fn origin(wasm: &[u8]) -> Result<Origin, String> {
    let record = match Record::read(wasm) {
        Ok(Some(record)) if record.source.is_some() => record,
        Ok(_) => return Ok(Origin::default()),
        // It runs as any component does.
        Err(error @ RecordError::Unreadable) => {
            return Ok(Origin { note: Some(error.to_string()), ..Origin::default() });
        }
        Err(error) => return Err(error.to_string()),
    };
    let prepared = record.prepared();
    let note = (prepared.is_none() && record.tasks.is_none()).then(|| {
        format!(
            "it was compiled by toolgate {}, and what it says of its source does not fit toolgate {}, so its errors have no places: compile the script again with this version",
            shortened(&record.toolgate),
            env!("CARGO_PKG_VERSION")
        )
    });
    let named = |language: &Language| record.engine.as_ref().is_some_and(|engine| engine.name == language.to_string());
    let engine = [Language::JavaScript, Language::Python].into_iter().find(named);
    Ok(Origin { prepared, tasks: record.tasks, note, engine })
}

/// A version as a file tells it, which may be anything.
fn shortened(version: &str) -> String {
    version.chars().filter(|c| !c.is_control()).take(40).collect()
}

fn too_slow() -> RunErrorKind {
    let limit = humantime::format_duration(COMPILE_TIMEOUT);
    RunErrorKind::Host { message: format!("the script was not compiled within {limit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_that_were_run_last_are_kept() {
        let scripts = CompiledScripts::new();
        let hash = |n: usize| blake3::hash(&n.to_le_bytes());
        let first = scripts.cell(hash(0));
        for n in 1..MAX_SCRIPTS * 2 {
            let cell = scripts.cell(hash(n));
            assert!(!Arc::ptr_eq(&first, &cell));
            // Run again and again, so it stays.
            assert!(Arc::ptr_eq(&first, &scripts.cell(hash(0))));
        }
        assert_eq!(scripts.kept().len(), MAX_SCRIPTS);
        for n in 100..100 + MAX_SCRIPTS {
            scripts.cell(hash(n));
        }
        assert!(!Arc::ptr_eq(&first, &scripts.cell(hash(0))));
    }
}
