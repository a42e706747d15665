//! From a script to what can be run: parsed, or compiled. Never runs it.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use super::Inner;
use crate::plan::{CompiledPlan, PreparedPlan, compile, within};
use crate::sandbox::{Limits, RunErrorKind, ScriptComponent, ScriptEngine};
use crate::script::{Place, Prepared, Script, prepare};

/// A longer source than this is parsed where a thread may block.
const LONG_SOURCE: usize = 32 << 10;

/// A script that can be run.
pub(super) enum Ready<'a> {
    /// By the engine of its language.
    Source(&'a ScriptEngine, Prepared),
    /// By itself.
    Component(ScriptComponent),
    /// By the host.
    Plan(PreparedPlan),
}

impl Ready<'_> {
    /// Where in the script a call was made.
    pub(super) fn position(&self, site: u32) -> Option<(u32, u32)> {
        match self {
            Self::Source(_, prepared) => prepared.original(Place::Site(site)).map(|at| (at.line, at.column)),
            Self::Component(component) => component.origin().position(site),
            Self::Plan(plan) => plan.position(site),
        }
    }

    /// How far a plan came, where something ended its run.
    pub(super) fn take_progress(&self) -> Option<Value> {
        match self {
            Self::Plan(plan) => plan.take_progress(),
            Self::Source(..) | Self::Component(_) => None,
        }
    }

    /// What whoever runs it should know.
    pub(super) fn note(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Component(component) => component.origin().note.as_deref().map(Cow::Borrowed),
            Self::Source(_, prepared) => prepared.note().map(Cow::Owned),
            Self::Plan(_) => None,
        }
    }
}

pub(super) async fn ready<'a>(inner: &'a Inner, script: &Script, limits: &Limits) -> Result<Ready<'a>, RunErrorKind> {
    let Some(component) = script.component() else {
        if script.is_plan() {
            within_source(script, limits.source)?;
            let (stacks, calls) = (Arc::clone(&inner.stacks), limits.calls);
            let plan = off_thread(script, move |script| Ok(PreparedPlan::whole(script, stacks.catalog(), calls)));
            return plan.await.map(Ready::Plan);
        }
        let prepared = prepare_off_thread(script, limits.source).await?;
        let engine = inner.engines.get(prepared.engine()).await;
        let engine = engine.map_err(|error| RunErrorKind::Host { message: format!("{error:#}") })?;
        return Ok(Ready::Source(engine, prepared));
    };
    let (limit, actual) = (limits.component, component.wasm().len());
    if actual > limit {
        return Err(RunErrorKind::ComponentSize { limit: limit as u64, actual: actual as u64 });
    }
    let script = inner.compiled.get(script.name(), component, &inner.engines).await?;
    // As of a plan that was not compiled: known before the first call is made.
    if let Some(tasks) = &script.origin().tasks {
        within(tasks.len(), limits.calls)?;
    }
    Ok(Ready::Component(script))
}

/// A plan as a script.
pub(super) async fn compile_plan(inner: &Inner, script: &Script) -> Result<CompiledPlan, RunErrorKind> {
    within_source(script, inner.limits.source)?;
    let (stacks, calls) = (Arc::clone(&inner.stacks), inner.limits.calls);
    off_thread(script, move |script| compile(script, stacks.catalog(), calls)).await
}

fn within_source(script: &Script, max_bytes: usize) -> Result<(), RunErrorKind> {
    let actual = script.source().len();
    if actual > max_bytes {
        return Err(RunErrorKind::SourceSize { limit: max_bytes as u64, actual: actual as u64 });
    }
    Ok(())
}

pub(super) async fn prepare_off_thread(script: &Script, max_bytes: usize) -> Result<Prepared, RunErrorKind> {
    within_source(script, max_bytes)?;
    let prepare =
        move |script: &Script| prepare(script, max_bytes).map_err(|error| RunErrorKind::Script(Box::new(error)));
    off_thread(script, prepare).await
}

/// A long source is prepared where a thread may block.
async fn off_thread<T: Send + 'static>(
    script: &Script,
    prepare: impl FnOnce(&Script) -> Result<T, RunErrorKind> + Send + 'static,
) -> Result<T, RunErrorKind> {
    if script.source().len() <= LONG_SOURCE {
        return prepare(script);
    }
    let script = script.clone();
    let failed = |error| RunErrorKind::Host { message: format!("the script could not be prepared: {error}") };
    tokio::task::spawn_blocking(move || prepare(&script)).await.map_err(failed)?
}
